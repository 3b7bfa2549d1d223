package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts the rows of a table, the same way when it is dumped and when it was restored. A checksum
 * is the sum of a hash of each row's text, so the order of rows does not matter; it holds between
 * servers whose types print alike.
 */
final class RowCount {
  /** The name of a row: no column bears it, or that column would be meant. */
  private static final String ROW = "\"backstay's row\"";

  private RowCount() {}

  /** Of the table alone, without what inherits from it. */
  static DumpedTable of(DatabaseLink link, long oid, TableName table, boolean checksum) {
    String sum = checksum ? ", coalesce(sum(hashtextextended(%s::text, 0)), 0)" : "";
    Row row =
        link.rows(
                ("SELECT count(*)" + sum.formatted(ROW) + " FROM ONLY %s AS %s")
                    .formatted(table.quoted(), ROW))
            .getFirst();
    return new DumpedTable(
        oid,
        table,
        OptionalLong.of(row.number(1)),
        checksum ? Optional.of(row.text(2)) : Optional.empty());
  }
}
