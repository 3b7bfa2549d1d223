package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Caller;
import dev.backstay.catalog.access.LocalRule;
import dev.backstay.catalog.access.TokenText;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Tells who calls: by a token of ours, or because the call comes from this machine. Bearers of
 * other tokens are left to OpenID Connect, where that is configured.
 */
@ApplicationScoped
class ApiAuthentication implements HttpAuthenticationMechanism {
  private static final int UNAUTHORIZED = 401;
  private static final String OURS = "Bearer " + TokenText.PREFIX;

  /** What proxies say of themselves. */
  private static final Set<String> FORWARDED =
      Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

  private final LocalRule localRule;

  ApiAuthentication(LocalRule localRule) {
    this.localRule = localRule;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    HttpServerRequest request = context.request();
    String shown = request.getHeader(HttpHeaderNames.AUTHORIZATION);
    if (shown == null) {
      return Uni.createFrom().optional(local(request).map(TokenBearers::identity));
    }
    return shown.startsWith(OURS)
        ? identities.authenticate(
            new TokenShown(shown.substring(OURS.length() - TokenText.PREFIX.length())))
        : Uni.createFrom().nullItem();
  }

  private Optional<Caller> local(HttpServerRequest request) {
    SocketAddress peer = request.connection().remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    boolean forwarded = FORWARDED.stream().anyMatch(request.headers()::contains);
    return Optional.ofNullable(address).flatMap(known -> localRule.caller(known, forwarded));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(
            new ChallengeData(
                UNAUTHORIZED, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"backstay\""));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(TokenShown.class);
  }
}
