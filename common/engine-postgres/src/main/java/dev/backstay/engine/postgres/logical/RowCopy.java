package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Copies rows from one server into another, as text, which every version reads. What is computed is
 * computed anew.
 */
record RowCopy(Connection from, Connection into, LongConsumer bytes) {
  private static final String COLUMNS =
      """
      SELECT quote_ident(attname) FROM pg_catalog.pg_attribute
      WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum\
      """;

  private static final String KIND =
      "SELECT relkind FROM pg_catalog.pg_class WHERE oid = ?::regclass";

  /** Copies those of a table of one name at both, with what its heirs hold; their number. */
  long run(DatabaseLink source, TableName table) throws SQLException {
    if (source.one(KIND, table.quoted()).equals("p")) {
      return 0; // its partitions hold them
    }
    String columns =
        source.rows(COLUMNS, table.quoted()).stream()
            .map((Row row) -> row.text(1))
            .collect(Collectors.joining(", "));
    return run(
        "COPY (SELECT %s FROM %s) TO STDOUT".formatted(columns, table.quoted()),
        "COPY %s %s FROM STDIN"
            .formatted(table.quoted(), columns.isEmpty() ? "" : "(" + columns + ")"));
  }

  private long run(String out, String in) throws SQLException {
    CopyIn writing = into.unwrap(PGConnection.class).getCopyAPI().copyIn(in);
    try {
      CopyOut reading = from.unwrap(PGConnection.class).getCopyAPI().copyOut(out);
      try {
        for (byte[] row = reading.readFromCopy(); row != null; row = reading.readFromCopy()) {
          writing.writeToCopy(row, 0, row.length);
          bytes.accept(row.length);
        }
      } finally {
        if (reading.isActive()) {
          reading.cancelCopy();
        }
      }
      return writing.endCopy();
    } finally {
      if (writing.isActive()) {
        writing.cancelCopy();
      }
    }
  }
}
