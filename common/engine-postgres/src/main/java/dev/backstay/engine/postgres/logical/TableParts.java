package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything in an archive that belongs to some tables: their partitions, rows, defaults,
 * sequences, indexes, constraints, triggers, policies, privileges and comments.
 *
 * @param entries in the archive's order, without foreign keys
 * @param foreignKeys those that the tables have; that others have on them are none of theirs
 * @param oids of the tables, their partitions included
 */
record TableParts(List<ArchiveEntry> entries, List<ArchiveEntry> foreignKeys, Set<Long> oids) {
  /** What goes with a table when all tables it depends on go too. */
  private static final Set<String> ATTACHED =
      Set.of(
          "TABLE DATA",
          "TABLE ATTACH",
          "SEQUENCE",
          "SEQUENCE OWNED BY",
          "SEQUENCE SET",
          "DEFAULT",
          "CONSTRAINT",
          "CHECK CONSTRAINT",
          "INDEX",
          "INDEX ATTACH",
          "STATISTICS",
          "STATISTICS DATA",
          "TRIGGER",
          "RULE",
          "POLICY",
          "ROW SECURITY",
          "SECURITY LABEL",
          "COMMENT",
          "ACL");

  TableParts {
    entries = List.copyOf(entries);
    foreignKeys = List.copyOf(foreignKeys);
    oids = Set.copyOf(oids);
  }

  static TableParts of(ArchiveListing listing, List<DumpedTable> tables) {
    Map<Integer, ArchiveEntry> byId = new HashMap<>();
    listing.entries().forEach(entry -> byId.put(entry.id(), entry));
    Set<Integer> chosen = new HashSet<>();
    for (DumpedTable table : tables) {
      chosen.add(tableEntry(listing, table).id());
    }
    boolean added = true;
    while (added) { // until nothing belongs to what was found last
      boolean partitions = addPartitions(listing, byId, chosen);
      added = addAttached(listing, byId, chosen) || partitions;
    }
    Set<Long> oids = new HashSet<>();
    List<ArchiveEntry> entries = new ArrayList<>();
    List<ArchiveEntry> foreignKeys = new ArrayList<>();
    for (ArchiveEntry entry : listing.entries()) {
      if (chosen.contains(entry.id())) {
        entries.add(entry);
        if (entry.is("TABLE")) {
          oids.add(entry.oid());
        }
      } else if (entry.is("FK CONSTRAINT")
          && entry.needs().stream().anyMatch(chosen::contains)
          && tables.stream().anyMatch(table -> entry.isLabelled(table.name()))) {
        foreignKeys.add(entry);
      }
    }
    return new TableParts(entries, foreignKeys, oids);
  }

  private static ArchiveEntry tableEntry(ArchiveListing listing, DumpedTable table) {
    return listing.entries().stream()
        .filter(entry -> entry.is("TABLE") && entry.oid() == table.oid())
        .findFirst()
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.OBJECT_CORRUPT,
                "the archive lists no table %s; nothing was restored".formatted(table.name())));
  }

  /** An attachment names a partition and the table it is one of; the former needs the latter. */
  private static boolean addPartitions(
      ArchiveListing listing, Map<Integer, ArchiveEntry> byId, Set<Integer> chosen) {
    boolean added = false;
    for (ArchiveEntry attach : listing.entries()) {
      if (!attach.is("TABLE ATTACH")) {
        continue;
      }
      for (int id : attach.needs()) {
        ArchiveEntry partition = byId.get(id);
        if (partition != null
            && partition.is("TABLE")
            && partition.needs().stream()
                .anyMatch(parent -> attach.needs().contains(parent) && chosen.contains(parent))) {
          added |= chosen.add(id);
        }
      }
    }
    return added;
  }

  private static boolean addAttached(
      ArchiveListing listing, Map<Integer, ArchiveEntry> byId, Set<Integer> chosen) {
    boolean added = false;
    for (ArchiveEntry entry : listing.entries()) {
      if (ATTACHED.contains(entry.kind())
          && entry.needs().stream().anyMatch(chosen::contains)
          && entry.needs().stream().noneMatch(id -> isOther(byId, chosen, id))) {
        added |= chosen.add(entry.id());
      }
    }
    return added;
  }

  /** Whether it is a table that was not asked for. */
  private static boolean isOther(Map<Integer, ArchiveEntry> byId, Set<Integer> chosen, int id) {
    ArchiveEntry entry = byId.get(id);
    return entry != null && entry.is("TABLE") && !chosen.contains(id);
  }

  /** Those foreign keys that stand between the tables themselves. */
  List<ArchiveEntry> ownForeignKeys() {
    Set<Integer> ids = new HashSet<>();
    entries.forEach(entry -> ids.add(entry.id()));
    return foreignKeys.stream().filter(key -> ids.containsAll(key.needs())).toList();
  }

  /** The names of the archive's files that hold their rows. */
  List<String> files() {
    return entries.stream()
        .filter(entry -> entry.is("TABLE DATA"))
        .map(entry -> entry.id() + ".dat")
        .toList();
  }

  /** For {@code pg_restore --use-list}. */
  static String useList(List<ArchiveEntry> entries) {
    StringBuilder list = new StringBuilder();
    entries.forEach(entry -> list.append(entry.id()).append(";\n"));
    return list.toString();
  }
}
