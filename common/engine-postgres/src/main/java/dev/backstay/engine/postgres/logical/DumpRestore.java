package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Restores what a {@link LogicalCapture} dumped. Whatever can be refused is refused before anything
 * is changed: a target that lacks something, or something in the way; and what destroys is done
 * only when it was confirmed for exactly this target.
 */
public final class DumpRestore {
  /** An archive, and for renamed tables a second one of them. */
  private static final int COPIES_RELOCATED = 2;

  private final DumpArchive archive;
  private final Path spoolParent;
  private final List<Path> programFolders;

  /**
   * @param spoolParent below which the archive is put in plain
   * @param programFolders looked into for pg_restore before those of distributions
   */
  public DumpRestore(DumpArchive archive, Path spoolParent, List<Path> programFolders) {
    this.archive = archive;
    this.spoolParent = spoolParent;
    this.programFolders = List.copyOf(programFolders);
  }

  /**
   * Restores a database or tables of it.
   *
   * @param doing hears what is being done, for people
   */
  public RestoreResult run(RestoreOrder order, Consumer<String> doing) {
    DumpedDatabase dumped = archive.record().database(order.database());
    TargetFacts target = TargetFacts.of(order.target());
    RestoreNotes notes = new RestoreNotes();
    try (Spool spool = Spool.below(spoolParent, Spool.DEFAULT_LIMIT_BYTES)) {
      Path folder = spool.folder("restore");
      var restore =
          new PgRestore(
              programs(target),
              folder,
              folder.resolve(DumpRecord.ARCHIVES).resolve(dumped.directory()),
              order);
      switch (order.scope()) {
        case Scope.Whole _ -> {
          List<RestoreStep> steps = RestorePlan.of(dumped, order, target);
          require(spool, dumped, List.of(), 1);
          archive.fetch(dumped.directory(), List.of(), folder);
          doing.accept("loading into " + target.address().database());
          new WholeRestore(dumped, target, restore, notes).run(steps);
        }
        case Scope.Tables tables -> {
          archive.fetch(dumped.directory(), List.of("toc.dat"), folder);
          tables(new Work(order, dumped, target, restore, notes), spool, tables, doing);
        }
      }
    }
    return notes.result();
  }

  /** What all parts of a restore share. */
  private record Work(
      RestoreOrder order,
      DumpedDatabase dumped,
      TargetFacts target,
      PgRestore restore,
      RestoreNotes notes) {}

  private void tables(Work work, Spool spool, Scope.Tables scope, Consumer<String> doing) {
    RestorePlan.refuseMissingRoles(work.dumped(), work.order(), work.target());
    TableParts parts = TableParts.of(work.restore().list(), asked(work.dumped(), scope.tables()));
    List<DumpedTable> tables =
        work.dumped().tables().stream()
            .filter(table -> parts.oids().contains(table.oid()))
            .toList();
    Optional<Map<TableName, TableName>> places =
        scope.place().map(place -> RelocatedRestore.places(place, scope.tables(), tables));
    TablesRestore.refuseUnfit(
        work.order(),
        work.target(),
        places
            .map(moved -> (List<TableName>) new ArrayList<>(moved.values()))
            .orElseGet(() -> tables.stream().map(DumpedTable::name).toList()));
    if (!parts.files().isEmpty()) {
      require(spool, work.dumped(), parts.files(), places.isPresent() ? COPIES_RELOCATED : 1);
      archive.fetch(work.dumped().directory(), parts.files(), work.restore().folder());
    }
    doing.accept("loading into " + work.target().address().database());
    if (places.isPresent()) {
      new RelocatedRestore(work.order(), work.dumped(), work.target(), work.restore(), work.notes())
          .run(parts, tables, places.get());
    } else {
      new TablesRestore(work.order(), work.target(), work.restore(), work.notes())
          .run(parts, tables);
    }
  }

  private static List<DumpedTable> asked(DumpedDatabase dumped, List<TableName> names) {
    List<DumpedTable> asked = new ArrayList<>();
    for (TableName name : names) {
      asked.add(
          dumped.tables().stream()
              .filter(table -> table.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new BackstayException(
                      ErrorCode.PATH_NOT_FOUND,
                      "the dump of database '%s' holds no table %s; nothing was restored"
                          .formatted(dumped.name(), name))));
    }
    return asked;
  }

  private void require(Spool spool, DumpedDatabase dumped, List<String> names, int copies) {
    spool.require(
        archive.bytes(dumped.directory(), names) * copies,
        "the restore of database '" + dumped.name() + "'");
  }

  /** Restores roles and tablespaces; also changes those that are there, so it is confirmed. */
  public RestoreResult globals(PostgresAddress server, Optional<String> confirmation) {
    if (!archive.record().globals()) {
      throw new BackstayException(
          ErrorCode.PATH_NOT_FOUND,
          "the dump holds no roles and tablespaces; nothing was restored");
    }
    TargetFacts target = TargetFacts.of(server);
    target.requireConfirmation(
        confirmation,
        GlobalsRestore.WHAT,
        "set the attributes and passwords of roles that are there already");
    RestoreNotes notes = new RestoreNotes();
    try (Spool spool = Spool.below(spoolParent, Spool.DEFAULT_LIMIT_BYTES)) {
      Path folder = spool.folder("globals");
      archive.fetchGlobals(folder);
      GlobalsRestore.run(programs(target), target, folder, notes);
    }
    return notes.result();
  }

  /** Programs that read the archive and know the target. */
  private ClientPrograms programs(TargetFacts target) {
    return ClientPrograms.atLeast(
        Math.max(archive.record().clientMajor(), target.major()), programFolders);
  }
}
