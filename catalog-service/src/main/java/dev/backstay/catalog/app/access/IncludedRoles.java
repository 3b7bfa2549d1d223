package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Role;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives whoever comes by OpenID Connect the roles that theirs include. */
@ApplicationScoped
class IncludedRoles implements SecurityIdentityAugmentor {
  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    Set<String> included =
        Arrays.stream(Role.values())
            .filter(role -> identity.hasRole(role.name()))
            .flatMap(role -> role.included().stream())
            .collect(Collectors.toSet());
    return Uni.createFrom()
        .item(
            identity.getRoles().containsAll(included)
                ? identity
                : QuarkusSecurityIdentity.builder(identity).addRoles(included).build());
  }
}
