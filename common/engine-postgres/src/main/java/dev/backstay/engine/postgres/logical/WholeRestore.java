package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreStep.Analyze;
import dev.backstay.engine.postgres.logical.RestoreStep.Compare;
import dev.backstay.engine.postgres.logical.RestoreStep.Create;
import dev.backstay.engine.postgres.logical.RestoreStep.Load;
import dev.backstay.engine.postgres.logical.RestoreStep.Replace;
import dev.backstay.engine.postgres.logical.RestoreStep.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Carries out the plan of restoring a whole database. Confined to one thread. */
final class WholeRestore {
  private final DumpedDatabase dumped;
  private final PostgresAddress maintenance;
  private final PostgresAddress database;
  private final PgRestore restore;
  private final RestoreNotes notes;

  /**
   * @param database of the target's server that is restored to
   */
  WholeRestore(
      DumpedDatabase dumped,
      TargetFacts target,
      String database,
      PgRestore restore,
      RestoreNotes notes) {
    this.dumped = dumped;
    this.maintenance = target.address().withDatabase(target.maintenance());
    this.database = target.address().withDatabase(database);
    this.restore = restore;
    this.notes = notes;
  }

  /**
   * Carries it out.
   *
   * @param replacing takes the place of a database that was there
   */
  void run(List<RestoreStep> steps, Consumer<String> replacing) {
    for (RestoreStep step : steps) {
      switch (step) {
        case Create create -> in(maintenance, create.statements());
        case Run run -> in(database, run.statements());
        case Load load -> load(load);
        case Analyze _ -> in(database, List.of("ANALYZE"));
        case Compare _ -> compare();
        case Replace replace -> replace(replace.database(), replacing);
      }
    }
  }

  /** Only by what is as in the dump; else the one that is there is the better one. */
  private void replace(String replaced, Consumer<String> replacing) {
    if (notes.result().isComplete()) {
      replacing.accept(replaced);
    } else {
      notes.problem(
          "database '%s' was not replaced and is as it was; restore under another name to keep what can be loaded"
              .formatted(replaced));
    }
  }

  private static void in(PostgresAddress database, List<String> statements) {
    try (DatabaseLink link = DatabaseLink.open(database)) {
      statements.forEach(link::execute);
    }
  }

  private void load(Load load) {
    List<String> options = new ArrayList<>(List.of("--jobs=" + load.jobs()));
    options.addAll(PgRestore.clean(load.replace()));
    restore.load(database, notes, options);
  }

  private void compare() {
    try (DatabaseLink link = DatabaseLink.open(database)) {
      RowComparison.prepare(link);
      for (DumpedTable table : dumped.tables()) {
        RowComparison.of(link, table, table.name(), notes);
      }
      OptionalLong before = dumped.largeObjects();
      if (before.isPresent()) {
        long now = Long.parseLong(link.one("SELECT count(*) FROM pg_largeobject_metadata"));
        if (now != before.getAsLong()) {
          notes.problem(
              "the database has %d large objects, the dump %d".formatted(now, before.getAsLong()));
        }
      }
    } catch (BackstayException e) {
      throw e.code() == ErrorCode.SOURCE_UNREADABLE
          ? new BackstayException(
              ErrorCode.RESTORE_INCOMPLETE,
              "everything was loaded, but the rows could not be compared: " + e.getMessage(),
              e)
          : e;
    }
  }
}
