package dev.backstay.engine.postgres.logical;

import java.util.List;
import java.util.Optional;

/**
 * How a database was created, as far as an archive of its content does not tell.
 *
 * @param locale where its provider is not the C library
 * @param settings of the database for all roles, {@code name=value}
 * @param grants on the database; empty for PostgreSQL's default
 * @param connectionLimit -1 for none
 */
public record DatabaseForm(
    String name,
    String owner,
    String encoding,
    String collate,
    String ctype,
    Optional<Locale> locale,
    int connectionLimit,
    List<String> settings,
    Optional<List<Grant>> grants) {
  public DatabaseForm {
    settings = List.copyOf(settings);
    grants = grants.map(List::copyOf);
  }

  /** A provider of collations, {@code icu} or {@code builtin}, and its name for one. */
  public record Locale(String provider, String name) {}

  /**
   * A privilege on the database.
   *
   * @param grantee empty for everybody
   */
  public record Grant(String grantee, String privilege, boolean grantable) {}
}
