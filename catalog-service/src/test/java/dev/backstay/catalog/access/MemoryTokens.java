package dev.backstay.catalog.access;

import dev.backstay.catalog.query.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens and notes in memory. */
final class MemoryTokens implements TokenStore, AccessLog {
  private final Map<String, Token> byHash = new LinkedHashMap<>();
  private final List<AccessNote> notes = new ArrayList<>();

  @Override
  public boolean add(Token token, String hash) {
    boolean taken = all().stream().anyMatch(known -> known.name().equals(token.name()));
    if (!taken) {
      byHash.put(hash, token);
    }
    return !taken;
  }

  @Override
  public Optional<Token> find(String hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  @Override
  public void used(TokenName name, Instant at) {
    byHash.replaceAll((_, token) ->
        token.name().equals(name)
            ? new Token(
                name,
                token.role(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt(),
                Optional.of(at))
            : token);
  }

  @Override
  public boolean remove(TokenName name) {
    return byHash.values().removeIf(token -> token.name().equals(name));
  }

  @Override
  public List<Token> all() {
    return List.copyOf(byHash.values());
  }

  @Override
  public void note(AccessNote note) {
    notes.add(note);
  }

  @Override
  public List<AccessNote> notes(
      Optional<String> actor, Optional<AccessNote.Action> action, Paging paging) {
    return List.copyOf(notes);
  }

  /** What a thief of the database finds. */
  List<String> hashes() {
    return List.copyOf(byHash.keySet());
  }
}
