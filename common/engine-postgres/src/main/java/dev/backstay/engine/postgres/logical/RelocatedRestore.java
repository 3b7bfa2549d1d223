package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Relocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Restores tables under another schema or name. PostgreSQL itself renames: the definitions of the
 * whole database and the rows of the tables are loaded into a scratch database beside the target,
 * renamed there, and dumped and loaded once more, all or nothing. The target's own objects are not
 * touched, and types and functions that the tables use must be in it.
 */
final class RelocatedRestore {
  private final RestoreOrder order;
  private final DumpedDatabase dumped;
  private final TargetFacts target;
  private final PgRestore restore;
  private final RestoreNotes notes;

  RelocatedRestore(
      RestoreOrder order,
      DumpedDatabase dumped,
      TargetFacts target,
      PgRestore restore,
      RestoreNotes notes) {
    this.order = order;
    this.dumped = dumped;
    this.target = target;
    this.restore = restore;
    this.notes = notes;
  }

  /** Where each table goes; the partitions of a renamed one are renamed like its indexes. */
  static Map<TableName, TableName> places(
      Relocation relocation, List<TableName> asked, List<DumpedTable> tables) {
    Map<TableName, TableName> places = new LinkedHashMap<>();
    for (DumpedTable table : tables) {
      TableName from = table.name();
      TableName to = relocation.of(from);
      if (!asked.contains(from) && relocation.name().isPresent()) {
        String old = asked.getFirst().name();
        to =
            new TableName(to.schema(), RelocatedName.of(from.name(), old, relocation.name().get()));
      }
      RelocatedName.give(places, from, to);
    }
    return places;
  }

  /**
   * Restores the parts of tables.
   *
   * @param replace whether some of the places are taken, by tables that give way
   */
  void run(
      TableParts parts,
      List<DumpedTable> tables,
      Map<TableName, TableName> places,
      boolean replace) {
    if (dumped.has("timescaledb")) {
      throw new BackstayException(
          ErrorCode.TARGET_UNFIT,
          "tables of a database with timescaledb cannot be renamed on the way; restore the database"
              + " under another name; nothing was changed");
    }
    List<String> statistics = new ArrayList<>();
    try (ScratchDatabase scratch = ScratchDatabase.like(dumped.form(), target)) {
      load(scratch.address(), parts, tables);
      try (DatabaseLink link = DatabaseLink.open(scratch.address())) {
        TableMove.run(link, places).forEach(tie -> notes.leftOut(tie.toString()));
        places.values().forEach(table -> statistics.addAll(TableStatistics.take(link, table)));
      }
      transfer(scratch.address(), List.copyOf(places.values()), replace);
    }
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
      var namesakes = new Namesakes(link, Set.copyOf(places.values()));
      statistics.forEach(statement -> attempt(link, namesakes, statement));
      RowComparison.prepare(link);
      for (DumpedTable table : tables) {
        RowComparison.of(link, table, Objects.requireNonNull(places.get(table.name())), notes);
      }
    }
  }

  private void attempt(DatabaseLink link, Namesakes namesakes, String statement) {
    if (namesakes.areMeantBy(statement)) {
      notes.problem("'%s' was not run: %s".formatted(statement, Namesakes.WHY));
      return;
    }
    try {
      link.execute(statement);
    } catch (BackstayException e) {
      notes.problem("'%s' failed: %s".formatted(statement, e.getMessage()));
    }
  }

  /** Fills the scratch database: all definitions, and of the tables everything else. */
  private void load(PostgresAddress scratch, TableParts parts, List<DumpedTable> tables) {
    try (DatabaseLink link = DatabaseLink.open(scratch)) {
      tables.stream()
          .map(table -> table.name().schema())
          .distinct()
          .filter(schema -> !schema.equals("public"))
          .forEach(schema -> link.execute("CREATE SCHEMA " + TableName.quoted(schema)));
    }
    RestoreNotes definitions = new RestoreNotes(); // what else fails there is none of the tables'
    restore.load(scratch, definitions, List.of("--section=pre-data"));
    List<ArchiveEntry> entries = new ArrayList<>(parts.entries());
    entries.addAll(parts.ownForeignKeys());
    parts.foreignKeys().stream()
        .filter(key -> !entries.contains(key))
        .forEach(key -> notes.leftOut(key.shown()));
    RestoreNotes rest = new RestoreNotes();
    restore.load(
        scratch,
        rest,
        List.of(
            "--section=data",
            "--section=post-data",
            "--jobs=" + order.jobs(),
            restore.use(entries)));
    if (!rest.result().isComplete()) {
      throw new BackstayException(
          ErrorCode.TARGET_UNFIT,
          "the tables could not be loaded into a scratch database of %s; nothing was changed: %s"
              .formatted(
                  target.address(),
                  String.join(
                      "; ",
                      definitions.result().isComplete()
                          ? rest.result().problems()
                          : definitions.result().problems())));
    }
  }

  private void transfer(PostgresAddress scratch, List<TableName> tables, boolean replace) {
    Path archive = restore.folder().resolve("moved");
    List<String> line =
        new ArrayList<>(
            List.of(
                restore.programs().program("pg_dump"),
                "--format=directory",
                "--compress=0",
                "--no-sync",
                "--jobs=" + order.jobs(),
                "--file=" + archive));
    tables.forEach(table -> line.add("--table=" + table.quoted()));
    ClientCommand.in(restore.folder(), scratch, line)
        .run(ErrorCode.TARGET_UNFIT, "the renamed tables could not be dumped");
    var moved = new PgRestore(restore.programs(), restore.folder(), archive, order);
    new Replacement(Set.copyOf(tables), moved.list().entries(), false).requireHarmless(target);
    TablesRestore.createSchemas(target, tables);
    moved.loadWhole(target.address(), tables.toString(), PgRestore.clean(replace));
  }
}
