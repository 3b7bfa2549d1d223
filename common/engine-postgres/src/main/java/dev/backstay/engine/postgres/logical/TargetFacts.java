package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a target server says before anything is changed.
 *
 * @param address of the one server that was reached, and the database that is restored to
 * @param maintenance a database that stays
 * @param exists whether the database is there
 * @param objects how many relations and functions of users it holds
 * @param extensions name and, with an equals sign, version of each that can be created
 */
record TargetFacts(
    PostgresAddress address,
    SystemId system,
    int major,
    String maintenance,
    boolean exists,
    long objects,
    Set<String> roles,
    Set<String> extensions) {
  private static final List<String> MAINTENANCE = List.of("postgres", "template1");

  private static final String OBJECTS =
      """
      SELECT count(*) FROM (
        SELECT 'pg_class'::regclass AS catalog, oid, relnamespace AS space FROM pg_class
        UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc) o
      JOIN pg_namespace n ON n.oid = o.space
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname !~ '^pg_(toast|temp)'
        AND NOT EXISTS (SELECT FROM pg_depend d
          WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype IN ('e', 'i'))\
      """;

  TargetFacts {
    roles = Set.copyOf(roles);
    extensions = Set.copyOf(extensions);
  }

  static TargetFacts of(PostgresAddress target) {
    String maintenance =
        MAINTENANCE.stream()
            .filter(name -> !name.equals(target.database()))
            .findFirst()
            .orElseThrow();
    try (DatabaseLink link = DatabaseLink.open(target.withDatabase(maintenance))) {
      PostgresAddress reached = link.address().withDatabase(target.database());
      boolean exists =
          link.find("SELECT 1 FROM pg_database WHERE datname = ?", target.database()).isPresent();
      return new TargetFacts(
          reached,
          link.system(),
          link.major(),
          maintenance,
          exists,
          exists ? objects(reached) : 0,
          texts(link.rows("SELECT rolname FROM pg_roles")),
          texts(link.rows("SELECT name || '=' || version FROM pg_available_extension_versions")));
    }
  }

  private static long objects(PostgresAddress database) {
    try (DatabaseLink link = DatabaseLink.open(database)) {
      return Long.parseLong(link.one(OBJECTS));
    }
  }

  private static Set<String> texts(List<Row> rows) {
    Set<String> texts = new HashSet<>();
    rows.forEach(row -> texts.add(row.text(1)));
    return texts;
  }

  /** The words that allow what destroys something of a database of this cluster. */
  String confirmation() {
    return confirmation(address.database());
  }

  String confirmation(String what) {
    return what + "@" + system;
  }

  /** Refuses what was not confirmed for exactly this target. */
  void requireConfirmation(Optional<String> given, String what, String destruction) {
    String wanted = confirmation(what);
    if (!given.equals(Optional.of(wanted))) {
      throw new BackstayException(
          ErrorCode.CONFIRMATION_NEEDED,
          "this would %s on %s; confirm it by '%s'%s; nothing was changed"
              .formatted(
                  destruction,
                  address,
                  wanted,
                  given.map(words -> ", not '" + words + "'").orElse("")));
    }
  }

  boolean offers(Extension extension) {
    return extensions.stream().anyMatch(each -> each.startsWith(extension.name() + "="));
  }

  boolean offersVersion(Extension extension) {
    return extensions.contains(extension.name() + "=" + extension.version());
  }
}
