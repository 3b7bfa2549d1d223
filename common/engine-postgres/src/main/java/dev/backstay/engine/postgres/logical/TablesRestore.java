package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Restores tables under their own names, all or nothing: what stands in the way is replaced in the
 * same transaction that loads them, so when anything fails, everything is as it was. Foreign keys
 * follow one by one, since what they point to may have changed since the dump.
 */
final class TablesRestore {
  private final TargetFacts target;
  private final PgRestore restore;
  private final RestoreNotes notes;

  TablesRestore(TargetFacts target, PgRestore restore, RestoreNotes notes) {
    this.target = target;
    this.restore = restore;
    this.notes = notes;
  }

  /**
   * Refuses what cannot or must not be done, before anything is fetched; whether some of the tables
   * are there and give way.
   */
  static boolean replaces(RestoreOrder order, TargetFacts target, Replacement replacement) {
    if (!target.exists()) {
      throw new BackstayException(
          ErrorCode.TARGET_UNFIT,
          "there is no database at %s; create it first; nothing was changed"
              .formatted(target.address()));
    }
    List<TableName> there = there(target, replacement.tables());
    if (there.isEmpty()) {
      replacement.requireHarmless(target);
      return false;
    }
    if (order.existing() == Existing.KEEP) {
      throw new BackstayException(
          ErrorCode.TARGET_UNFIT,
          "%s has %s already: restore under another name or schema, or say that it is to be replaced; nothing was changed"
              .formatted(target.address(), there));
    }
    replacement.requireHarmless(target);
    target.requireConfirmation(
        order.confirmation(), order.target().database(), "replace the tables " + there);
    return true;
  }

  private static List<TableName> there(TargetFacts target, Set<TableName> names) {
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
      return names.stream()
          .filter(name -> link.one("SELECT to_regclass(?) IS NOT NULL", name.quoted()).equals("t"))
          .sorted()
          .toList();
    }
  }

  /**
   * Loads the parts of tables; {@code tables} are all of them, partitions too.
   *
   * @param replace whether some are there, and give way
   */
  void run(TableParts parts, List<DumpedTable> tables, boolean replace) {
    if (replace) { // fetching the rows may have taken hours
      Replacement.of(parts, tables).requireHarmless(target);
    }
    createSchemas(target, tables.stream().map(DumpedTable::name).toList());
    List<String> options = new ArrayList<>(List.of(restore.use(parts.entries())));
    options.addAll(PgRestore.clean(replace));
    restore.loadWhole(target.address(), names(tables), options);
    if (!parts.foreignKeys().isEmpty()) {
      restore.load(target.address(), notes, List.of(restore.use(parts.foreignKeys())));
    }
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
      RowComparison.prepare(link);
      tables.forEach(table -> RowComparison.of(link, table, table.name(), notes));
    }
  }

  static void createSchemas(TargetFacts target, List<TableName> names) {
    try (DatabaseLink link = DatabaseLink.open(target.address())) {
      names.stream()
          .map(TableName::schema)
          .distinct()
          .forEach(
              schema -> link.execute("CREATE SCHEMA IF NOT EXISTS " + TableName.quoted(schema)));
    }
  }

  private static String names(List<DumpedTable> tables) {
    return tables.size() == 1 ? tables.getFirst().name().toString() : tables.size() + " tables";
  }
}
