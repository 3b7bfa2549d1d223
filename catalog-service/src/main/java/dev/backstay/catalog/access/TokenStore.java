package dev.backstay.catalog.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where tokens are kept. Everything is durable on return; fails with {@code DATABASE_UNREACHABLE}
 * when it may succeed later.
 */
public interface TokenStore {
  /** So many tokens can be kept: more than any team has programs. */
  int MAX_TOKENS = 1_000;

  /** Keeps a token under the hash of its secret; false when its name is taken or all are. */
  boolean add(Token token, String hash);

  Optional<Token> find(String hash);

  /** Notes that it was used. */
  void used(TokenName name, Instant at);

  /** Forgets a token; false when there is none of the name. */
  boolean remove(TokenName name);

  /** All of them, by name. */
  List<Token> all();
}
