package dev.backstay.benchmarks.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes rows of one table, as {@code COPY} reads them: {@code BusinessRows TABLE FIRST COUNT
 * FILE}. The same arguments give the same bytes for ever, and ranges fit together.
 */
public final class BusinessRows {
  private BusinessRows() {}

  /** The script's entry. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("usage: BusinessRows TABLE FIRST COUNT FILE");
    }
    long first = Long.parseLong(arguments[1]);
    long count = Long.parseLong(arguments[2]);
    try (OutputStream output = Files.newOutputStream(Path.of(arguments[3]))) {
      write(arguments[0], first, count, output);
    }
  }

  /** Writes {@code count} rows of {@code customers}, {@code orders} or {@code events}. */
  public static void write(String table, long first, long count, OutputStream output)
      throws IOException {
    RowWriter row = new RowWriter(output);
    Row rows =
        switch (table) {
          case "customers" -> new CustomerRow(row);
          case "orders" -> new OrderRow(row);
          case "events" -> new EventRow(row);
          default -> throw new IllegalArgumentException("no table is called " + table);
        };
    for (long id = first; id < first + count; id++) {
      rows.write(id);
      row.end();
    }
    row.flush();
  }

  /** How one table's rows look. */
  sealed interface Row permits CustomerRow, OrderRow, EventRow {
    /** Writes the fields of the row with this number. */
    void write(long id);
  }
}
