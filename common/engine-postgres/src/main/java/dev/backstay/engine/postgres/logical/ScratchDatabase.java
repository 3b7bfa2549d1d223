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
  private boolean replacing;

  private ScratchDatabase(PostgresAddress maintenance, String name) {
    this.maintenance = maintenance;
    this.name = name;
  }

  /** An empty database of the same encoding and locale as a dumped one. */
  static ScratchDatabase like(DatabaseForm form, TargetFacts target) {
    PostgresAddress maintenance = target.address().withDatabase(target.maintenance());
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      String name = newName(link);
      DatabaseForms.creation(form, name, false).forEach(link::execute);
      return new ScratchDatabase(maintenance, name);
    }
  }

  /** One that the caller creates. */
  static ScratchDatabase named(TargetFacts target) {
    PostgresAddress maintenance = target.address().withDatabase(target.maintenance());
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      return new ScratchDatabase(maintenance, newName(link));
    }
  }

  private static String newName(DatabaseLink link) {
    return "backstay_scratch_" + link.one("SELECT md5(gen_random_uuid()::text)");
  }

  String name() {
    return name;
  }

  /**
   * Takes the place of a database, which is dropped with its sessions. Once that is gone, this one
   * stays, whatever happens.
   */
  void replace(String database) {
    String own = TableName.quoted(name);
    String other = TableName.quoted(database);
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      // Whoever looked into it meanwhile, a monitor or a worker, would keep it from being renamed.
      link.execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(own));
      link.rows(
          "SELECT pg_terminate_backend(pid, %d) FROM pg_stat_activity WHERE datname = ? AND backend_type <> 'autovacuum worker'"
              .formatted(END_MILLIS), // a rename ends those by itself
          name);
      link.execute("DROP DATABASE %s WITH (FORCE)".formatted(other));
      replacing = true;
      link.execute(
          "ALTER DATABASE %s RENAME TO %s; ALTER DATABASE %s ALLOW_CONNECTIONS true"
              .formatted(own, other, other));
    } catch (BackstayException e) {
      throw replacing
          ? new BackstayException(
              ErrorCode.RESTORE_INCOMPLETE,
              "database %s was dropped and what replaces it is whole, but under the name %s; rename it and allow connections to it: %s"
                  .formatted(other, own, e.getMessage()),
              e)
          : e;
    }
  }

  PostgresAddress address() {
    return maintenance.withDatabase(name);
  }

  @Override
  public void close() {
    if (replacing) {
      return;
    }
    try (DatabaseLink link = DatabaseLink.open(maintenance)) {
      link.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(TableName.quoted(name)));
    }
  }
}
