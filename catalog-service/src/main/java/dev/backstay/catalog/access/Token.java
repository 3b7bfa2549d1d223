package dev.backstay.catalog.access;

import java.time.Instant;
import java.util.Optional;

/** A token as it is kept: everything but the secret. */
public record Token(
    TokenName name,
    Role role,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  public boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !end.isAfter(now)).isPresent();
  }
}
