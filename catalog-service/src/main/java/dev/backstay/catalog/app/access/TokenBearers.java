package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Access;
import dev.backstay.catalog.access.Caller;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Knows the bearers of tokens. */
@ApplicationScoped
class TokenBearers implements IdentityProvider<TokenShown> {
  private final Access access;

  TokenBearers(Access access) {
    this.access = access;
  }

  @Override
  public Class<TokenShown> getRequestType() {
    return TokenShown.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TokenShown shown, AuthenticationRequestContext context) {
    return context.runBlocking(() ->
        access
            .caller(shown.text())
            .map(TokenBearers::identity)
            .orElseThrow(() ->
                new AuthenticationFailedException(
                    "the token is not known, was revoked or has expired")));
  }

  static SecurityIdentity identity(Caller caller) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(caller.name()))
        .addRoles(caller.role().included())
        .build();
  }
}
