package dev.backstay.catalog.api;

import dev.backstay.catalog.access.Access.NewToken;
import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.access.Token;
import java.time.Instant;
import java.util.Optional;

/** A token, without its secret. */
public record TokenAnswer(
    String name,
    Role role,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  public static TokenAnswer of(Token token) {
    return new TokenAnswer(
        token.name().value(),
        token.role(),
        token.createdAt(),
        token.createdBy(),
        token.expiresAt(),
        token.lastUsedAt());
  }

  /**
   * A token that was just made.
   *
   * @param token the secret: it is shown this once
   */
  public record Created(
      String name, Role role, Instant createdAt, Optional<Instant> expiresAt, String token) {
    public static Created of(NewToken made) {
      return new Created(
          made.token().name().value(),
          made.token().role(),
          made.token().createdAt(),
          made.token().expiresAt(),
          made.secret().reveal());
    }

    @Override
    public String toString() {
      return "Created[" + name + ", " + role + "]";
    }
  }
}
