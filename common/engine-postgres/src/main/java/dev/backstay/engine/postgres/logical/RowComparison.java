package dev.backstay.engine.postgres.logical;

/** Compares a restored table with what its dump's record says of it. */
final class RowComparison {
  private RowComparison() {}

  /** Rows print as they did when the dump was taken. */
  static void prepare(DatabaseLink link) {
    DumpSnapshot.ONE_FORM.forEach(link::execute);
  }

  static void of(DatabaseLink link, DumpedTable dumped, TableName restored, RestoreNotes notes) {
    if (link.one("SELECT to_regclass(?) IS NULL", restored.quoted()).equals("t")) {
      notes.problem(restored + " is not there");
    } else if (dumped.rows().isPresent()) {
      notes.compared(
          dumped, RowCount.of(link, dumped.oid(), restored, dumped.checksum().isPresent()));
    }
  }
}
