package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.access.Token;
import dev.backstay.catalog.access.TokenName;
import dev.backstay.catalog.access.TokenStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens in their table. */
@ApplicationScoped
class StoredTokens implements TokenStore {
  private final Sql sql;

  StoredTokens(Sql sql) {
    this.sql = sql;
  }

  @Override
  public boolean add(Token token, String hash) {
    return sql.change(
            """
            insert into catalog.token (name, role, hash, created_at, created_by, expires_at)
            select ?, ?, ?, ?, ?, ? where (select count(*) from catalog.token) < ?
            on conflict do nothing\
            """,
            token.name().value(),
            token.role().name(),
            hash,
            token.createdAt(),
            token.createdBy(),
            token.expiresAt().orElse(null),
            MAX_TOKENS)
        == 1;
  }

  @Override
  public Optional<Token> find(String hash) {
    return sql
        .read("select * from catalog.token where hash = ?", StoredTokens::token, hash)
        .stream()
        .findFirst();
  }

  @Override
  public void used(TokenName name, Instant at) {
    var _ =
        sql.change(
            "update catalog.token set last_used_at = greatest(last_used_at, ?) where name = ?",
            at,
            name.value());
  }

  @Override
  public boolean remove(TokenName name) {
    return sql.change("delete from catalog.token where name = ?", name.value()) == 1;
  }

  @Override
  public List<Token> all() {
    return sql.read(
        "select * from catalog.token order by name limit " + MAX_TOKENS, StoredTokens::token);
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        new TokenName(row.getString("name")),
        Role.valueOf(row.getString("role")),
        Sql.instant(row, "created_at"),
        row.getString("created_by"),
        Sql.perhaps(row, "expires_at"),
        Sql.perhaps(row, "last_used_at"));
  }
}
