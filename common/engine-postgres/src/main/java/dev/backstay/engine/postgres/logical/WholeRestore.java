package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreStep.Analyze;
import dev.backstay.engine.postgres.logical.RestoreStep.Compare;
import dev.backstay.engine.postgres.logical.RestoreStep.Create;
import dev.backstay.engine.postgres.logical.RestoreStep.Drop;
import dev.backstay.engine.postgres.logical.RestoreStep.Load;
import dev.backstay.engine.postgres.logical.RestoreStep.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Carries out the plan of restoring a whole database. Confined to one thread. */
final class WholeRestore {
  private final DumpedDatabase dumped;
  private final TargetFacts target;
  private final PgRestore restore;
  private final RestoreNotes notes;

  WholeRestore(DumpedDatabase dumped, TargetFacts target, PgRestore restore, RestoreNotes notes) {
    this.dumped = dumped;
    this.target = target;
    this.restore = restore;
    this.notes = notes;
  }

  void run(List<RestoreStep> steps) {
    for (RestoreStep step : steps) {
      switch (step) {
        case Drop drop ->
            in(
                maintenance(),
                List.of(
                    "DROP DATABASE %s WITH (FORCE)".formatted(TableName.quoted(drop.database()))));
        case Create create -> in(maintenance(), create.statements());
        case Run run -> in(target.address(), run.statements());
        case Load load -> load(load);
        case Analyze _ -> in(target.address(), List.of("ANALYZE"));
        case Compare _ -> compare();
      }
    }
  }

  private PostgresAddress maintenance() {
    return target.address().withDatabase(target.maintenance());
  }

  private static void in(PostgresAddress database, List<String> statements) {
    try (DatabaseLink link = DatabaseLink.open(database)) {
      statements.forEach(link::execute);
    }
  }

  private void load(Load load) {
    List<String> options = new ArrayList<>(List.of("--jobs=" + load.jobs()));
    options.addAll(PgRestore.clean(load.replace()));
    restore.load(target.address(), notes, options);
  }

  private void compare() {
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
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
