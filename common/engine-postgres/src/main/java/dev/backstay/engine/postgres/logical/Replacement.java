package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.Bystanders.Belonging;
import dev.backstay.engine.postgres.logical.Bystanders.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables that give way to those of an archive, and what else of the archive comes with them. Nobody
 * confirmed the end of anything else: a partition that was attached since the dump goes with its
 * parent, and an index goes by its name even where a table bears it that was put aside by another
 * name.
 *
 * @param tables that are replaced where they are there
 * @param entries of the archive that are restored
 * @param whole whether they are all of a database's, what belongs to no table too
 */
record Replacement(Set<TableName> tables, List<ArchiveEntry> entries, boolean whole) {
  /** More names than anybody reads in a sentence. */
  private static final int MAX_NAMED = 10;

  /** What owns indexes and sequences and is no table that was counted. */
  private static final Set<String> LIKE_TABLES = Set.of("FOREIGN TABLE", "MATERIALIZED VIEW");

  Replacement {
    tables = Set.copyOf(tables);
    entries = List.copyOf(entries);
  }

  /** That of tables alone. */
  static Replacement of(TableParts parts, List<DumpedTable> tables) {
    return new Replacement(names(tables), parts.entries(), false);
  }

  /** That of everything a database held. */
  static Replacement of(DumpedDatabase dumped, ArchiveListing listing) {
    return new Replacement(names(dumped.tables()), listing.entries(), true);
  }

  private static Set<TableName> names(List<DumpedTable> tables) {
    return tables.stream().map(DumpedTable::name).collect(Collectors.toUnmodifiableSet());
  }

  /** Refuses with {@code TARGET_UNFIT} what would take along something of others. */
  void requireHarmless(TargetFacts target) {
    Bystanders there;
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
      there = Bystanders.of(link);
    }
    List<TableName> dropped = dropped(there);
    if (!dropped.isEmpty()) {
      throw unfit(
          "%s has partitions or heirs of the tables to be replaced that are not among these and would be dropped with them: %s; detach them first (ALTER TABLE ... DETACH PARTITION, or NO INHERIT)"
              .formatted(target.address(), named(dropped)));
    }
    List<Belonging> taken = taken(there);
    if (!taken.isEmpty()) {
      throw unfit(
          "%s has names of the dump for what belongs to others: %s; rename it first"
              .formatted(target.address(), named(taken)));
    }
  }

  /** The partitions and heirs that would go with the tables and not come back. */
  List<TableName> dropped(Bystanders there) {
    Set<String> likewise = beginnings(LIKE_TABLES);
    return there.below(tables).stream()
        .filter(table -> !likewise.contains(ArchiveEntry.label(table)))
        .toList();
  }

  /** What belongs to others and bears a name that the archive is going to use. */
  List<Belonging> taken(Bystanders there) {
    Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
    Set<String> indexes = beginnings(Set.of("INDEX"));
    indexes.addAll(constraints());
    names.put(Kind.INDEX, indexes);
    names.put(Kind.SEQUENCE, beginnings(Set.of("SEQUENCE")));
    names.put(Kind.STATISTICS, beginnings(Set.of("STATISTICS")));
    Set<String> likewise = beginnings(LIKE_TABLES);
    return there.belongings().stream()
        .filter(each ->
            Objects.requireNonNull(names.get(each.kind()))
                .contains(ArchiveEntry.label(each.name())))
        .filter(each ->
            each.owner()
                .map(owner ->
                    !tables.contains(owner) && !likewise.contains(ArchiveEntry.label(owner)))
                .orElse(!whole))
        .toList();
  }

  private Set<String> beginnings(Set<String> kinds) {
    Set<String> all = new HashSet<>();
    entries.stream()
        .filter(entry -> kinds.contains(entry.kind()))
        .forEach(entry -> all.addAll(beginnings(entry.label())));
    return all;
  }

  /** The labels that the indexes behind constraints have, which are listed behind their tables. */
  private Set<String> constraints() {
    Map<String, TableName> byLabel = new HashMap<>();
    tables.forEach(table -> byLabel.put(ArchiveEntry.label(table), table));
    Set<String> all = new HashSet<>();
    for (ArchiveEntry entry : entries) {
      if (!entry.is("CONSTRAINT")) {
        continue;
      }
      for (String table : beginnings(entry.label())) {
        TableName owner = byLabel.get(table);
        if (owner != null) {
          beginnings(entry.label().substring(table.length() + 1))
              .forEach(name -> all.add(ArchiveEntry.label(new TableName(owner.schema(), name))));
        }
      }
    }
    return all;
  }

  /**
   * Wherever a name in a label may end. Where names hold spaces, some of these are no names: then
   * rather too much is refused.
   */
  private static List<String> beginnings(String label) {
    List<String> all = new ArrayList<>();
    for (int at = label.indexOf(' '); at >= 0; at = label.indexOf(' ', at + 1)) {
      all.add(label.substring(0, at));
    }
    return all;
  }

  private static String named(List<?> things) {
    return things.stream().limit(MAX_NAMED).toList()
        + (things.size() > MAX_NAMED ? " and %d more".formatted(things.size() - MAX_NAMED) : "");
  }

  private static BackstayException unfit(String what) {
    return new BackstayException(ErrorCode.TARGET_UNFIT, what + "; nothing was changed");
  }
}
