package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;

/**
 * A database of the target server that is dropped when closed, unless it has taken the place of
 * another.
 */
final class ScratchDatabase implements AutoCloseable {
  /** How long a session may take to end once it was told to. */
  private static final int END_MILLIS = 10_000;

  private final PostgresAddress maintenance;
  private final String name;

  private ScratchDatabase(PostgresAddress maintenance, String name) {
    this.maintenance = maintenance;
    this.name = name;
  }

  /** An empty database of the same encoding and locale as a dumped one. */
  static ScratchDatabase like(DatabaseForm form, TargetFacts target) {
    PostgresAddress maintenance = target.address().withDatabase(target.maintenance());
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      String name = newName("backstay_scratch_", link);
      DatabaseForms.creation(form, name, false).forEach(link::execute);
      return new ScratchDatabase(maintenance, name);
    }
  }

  /** One that the caller creates. */
  static ScratchDatabase named(TargetFacts target) {
    PostgresAddress maintenance = target.address().withDatabase(target.maintenance());
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      return new ScratchDatabase(maintenance, newName("backstay_scratch_", link));
    }
  }

  private static String newName(String beginning, DatabaseLink link) {
    return beginning + link.one("SELECT md5(gen_random_uuid()::text)");
  }

  String name() {
    return name;
  }

  /**
   * Takes the place of a database, which is dropped with its sessions at last. Both change their
   * names in one transaction: whatever is lost on the way, a connection or this process, one of the
   * two is there whole, and under this name is nothing any more that {@link #close} would drop.
   */
  void replace(String database) {
    String own = TableName.quoted(name);
    String other = TableName.quoted(database);
    String replaced;
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      replaced = newName("backstay_replaced_", link);
      try {
        // Who came in meanwhile, a monitor or a pool, would keep them from being renamed.
        shut(link, name, own);
        shut(link, database, other);
        link.execute("BEGIN");
        rename(link, other, TableName.quoted(replaced));
        rename(link, own, other);
        link.execute("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(other));
        link.execute("COMMIT");
      } catch (BackstayException e) {
        settle(database, replaced, e);
      }
    }
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      drop(link, database, replaced);
    }
  }

  /** Ends the sessions on a database, and lets nobody in. */
  private static void shut(DatabaseLink link, String database, String quoted) {
    link.execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(quoted));
    // Workers of autovacuum are nobody's, and a rename ends them by itself; what else a session is
    // is not shown to everybody.
    link.rows(
        "SELECT pg_terminate_backend(pid, %d) FROM pg_stat_activity WHERE datname = ? AND usesysid IS NOT NULL"
            .formatted(END_MILLIS),
        database);
  }

  private static void rename(DatabaseLink link, String from, String to) {
    link.execute("ALTER DATABASE %s RENAME TO %s".formatted(from, to));
  }

  /**
   * Finds out after a failure whether the names were changed all the same; where they were not,
   * opens the database that stays and throws the cause.
   */
  private void settle(String database, String replaced, BackstayException cause) {
    String opening =
        "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(TableName.quoted(database));
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      link.execute(opening); // waits until the server has ended what it was told before
      if (link.find("SELECT 1 FROM pg_database WHERE datname = ?", replaced).isPresent()) {
        return;
      }
    } catch (BackstayException e) {
      cause.addSuppressed(e);
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "the server was lost when database '%s' was to be replaced: it is whole, either the old or the new one; where it lets nobody in, run %s: %s"
              .formatted(database, opening, cause.getMessage()),
          cause);
    }
    throw cause;
  }

  /** The new one is in place, so that the old one stays is no loss. */
  private static void drop(DatabaseLink link, String database, String replaced) {
    String statement = "DROP DATABASE %s WITH (FORCE)".formatted(TableName.quoted(replaced));
    try {
      link.execute(statement);
    } catch (BackstayException e) {
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "database '%s' was replaced and is whole, but the old one could not be dropped and is still there as '%s'; look what holds it, then run %s: %s"
              .formatted(database, replaced, statement, e.getMessage()),
          e);
    }
  }

  PostgresAddress address() {
    return maintenance.withDatabase(name);
  }

  @Override
  public void close() {
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      link.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(TableName.quoted(name)));
    }
  }
}
