package dev.backstay.catalog.access;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Gives and takes tokens, and knows their bearers. Safe for any number of threads. */
public final class Access {
  /** When a token was last used is kept to the minute, so that reads are not writes. */
  private static final Duration USE_IS_NOTED_AFTER = Duration.ofMinutes(1);

  private final TokenStore tokens;
  private final AccessLog log;
  private final Optional<TokenText> admin;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Access by the tokens of a store.
   *
   * @param admin the token of the configured file, which needs no store
   */
  public Access(
      TokenStore tokens,
      AccessLog log,
      Optional<TokenText> admin,
      InstantSource clock,
      RandomGenerator random) {
    this.tokens = tokens;
    this.log = log;
    this.admin = admin;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A token that was just made.
   *
   * @param secret shown this once
   */
  public record NewToken(Token token, TokenText secret) {}

  /** Who bears a token; empty when nobody was given it, it was taken away, or it has expired. */
  public Optional<Caller> caller(String shown) {
    Optional<TokenText> text = TokenText.parse(shown);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String hash = text.get().hash();
    if (admin.filter(file -> file.hash().equals(hash)).isPresent()) {
      return Optional.of(new Caller(TokenName.ADMIN_FILE, Role.ADMIN));
    }
    Instant now = clock.instant();
    Optional<Token> token = tokens.find(hash).filter(known -> !known.isExpired(now));
    token
        .filter(known ->
            known.lastUsedAt().filter(last -> last.plus(USE_IS_NOTED_AFTER).isAfter(now)).isEmpty())
        .ifPresent(known -> tokens.used(known.name(), now));
    return token.map(known -> new Caller(known.name().value(), known.role()));
  }

  /** Makes a token. */
  public NewToken create(TokenName name, Role role, Optional<Instant> expiresAt, String actor) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    expiresAt
        .filter(end -> !end.isAfter(now))
        .ifPresent(end -> {
          throw refused("'expiresAt' has passed already: " + end);
        });
    var token = new Token(name, role, now, actor, expiresAt, Optional.empty());
    TokenText secret = TokenText.random(random);
    if (!tokens.add(token, secret.hash())) {
      throw refused(
          "there is a token named '%s' already, or there are %d: revoke one first"
              .formatted(name, TokenStore.MAX_TOKENS));
    }
    note(actor, AccessNote.Action.TOKEN_CREATED, name.value(), "role " + role);
    return new NewToken(token, secret);
  }

  /** Takes a token away; false when there is none of the name. */
  public boolean revoke(TokenName name, String actor) {
    boolean removed = tokens.remove(name);
    if (removed) {
      note(actor, AccessNote.Action.TOKEN_REVOKED, name.value(), "");
    }
    return removed;
  }

  public List<Token> tokens() {
    return tokens.all();
  }

  /** Keeps in mind that somebody was refused. */
  public void refused(String actor, String what, String why) {
    note(actor, AccessNote.Action.ACCESS_REFUSED, what, why);
  }

  private void note(String actor, AccessNote.Action action, String subject, String detail) {
    log.note(
        new AccessNote(
            new UUID(random.nextLong(), random.nextLong()),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            actor,
            action,
            subject,
            detail));
  }

  private static BackstayException refused(String message) {
    return new BackstayException(ErrorCode.API_REFUSED, message);
  }
}
