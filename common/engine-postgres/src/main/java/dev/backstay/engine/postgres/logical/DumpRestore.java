package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.engine.postgres.logical.RestoreStep.Load;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Restores what a {@link LogicalCapture} dumped. Whatever can be refused is refused before anything
 * is changed: a target that lacks something, or something in the way; and what destroys is done
 * only when it was confirmed for exactly this target.
 */
public final class DumpRestore {
  /** An archive, and for renamed tables a second one of them. */
  private static final int COPIES_RELOCATED = 2;

  /** The part of an archive that lists it. */
  private static final List<String> CONTENTS = List.of("toc.dat");

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
      var work = new Work(order, dumped, target, restore, notes);
      switch (order.scope()) {
        case Scope.Whole _ -> whole(work, spool, doing);
        case Scope.Tables tables -> tables(work, spool, tables, doing);
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

  private void whole(Work work, Spool spool, Consumer<String> doing) {
    if (!RestorePlan.replaces(work.order(), work.target())) {
      whole(work, work.order().target().database(), spool, doing, _ -> {});
      return;
    }
    try (ScratchDatabase scratch = ScratchDatabase.named(work.target())) {
      whole(work, scratch.name(), spool, doing, scratch::replace);
    }
  }

  private void whole(
      Work work, String database, Spool spool, Consumer<String> doing, Consumer<String> replacing) {
    DumpedDatabase dumped = work.dumped();
    List<RestoreStep> steps = RestorePlan.of(dumped, work.order(), work.target(), database);
    Optional<Replacement> replacement =
        steps.stream().anyMatch(step -> step instanceof Load load && load.replace())
            ? Optional.of(Replacement.of(dumped, contents(work, spool)))
            : Optional.empty();
    replacement.ifPresent(tables -> tables.requireHarmless(work.target()));
    require(spool, dumped, List.of(), 1);
    archive.fetch(dumped.directory(), List.of(), work.restore().folder());
    replacement.ifPresent(tables -> tables.requireHarmless(work.target())); // hours may be between
    doing.accept("loading into " + database);
    new WholeRestore(dumped, work.target(), database, work.restore(), work.notes())
        .run(steps, replacing);
  }

  /** What is in an archive of which nothing else was fetched yet. */
  private ArchiveListing contents(Work work, Spool spool) {
    PgRestore restore = work.restore();
    Path folder = spool.folder("contents");
    archive.fetch(work.dumped().directory(), CONTENTS, folder);
    Path place = folder.resolve(restore.folder().relativize(restore.archive()));
    return new PgRestore(restore.programs(), folder, place, work.order()).list();
  }

  private void tables(Work work, Spool spool, Scope.Tables scope, Consumer<String> doing) {
    archive.fetch(work.dumped().directory(), CONTENTS, work.restore().folder());
    RestorePlan.refuseMissingRoles(work.dumped(), work.order(), work.target());
    TableParts parts = TableParts.of(work.restore().list(), asked(work.dumped(), scope.tables()));
    List<DumpedTable> tables =
        work.dumped().tables().stream()
            .filter(table -> parts.oids().contains(table.oid()))
            .toList();
    Optional<Map<TableName, TableName>> places =
        scope.place().map(place -> RelocatedRestore.places(place, scope.tables(), tables));
    // The names of what belongs to renamed tables are known when they have them.
    Replacement replacement =
        places
            .map(moved -> new Replacement(Set.copyOf(moved.values()), List.of(), false))
            .orElseGet(() -> Replacement.of(parts, tables));
    boolean replace = TablesRestore.replaces(work.order(), work.target(), replacement);
    if (!parts.files().isEmpty()) {
      require(spool, work.dumped(), parts.files(), places.isPresent() ? COPIES_RELOCATED : 1);
      archive.fetch(work.dumped().directory(), parts.files(), work.restore().folder());
    }
    doing.accept("loading into " + work.target().address().database());
    if (places.isPresent()) {
      new RelocatedRestore(work.order(), work.dumped(), work.target(), work.restore(), work.notes())
          .run(parts, tables, places.get(), replace);
    } else {
      new TablesRestore(work.target(), work.restore(), work.notes()).run(parts, tables, replace);
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
