package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.PostgresAddress;

/** A database of the target server that is dropped when closed. */
final class ScratchDatabase implements AutoCloseable {
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
      String name = "backstay_scratch_" + link.one("SELECT md5(gen_random_uuid()::text)");
      DatabaseForms.creation(form, name, false).forEach(link::execute);
      return new ScratchDatabase(maintenance, name);
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
