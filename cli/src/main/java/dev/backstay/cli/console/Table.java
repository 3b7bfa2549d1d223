package dev.backstay.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their longest cell; the last column is not padded. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... titles) {
    rows.add(List.of(titles));
  }

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Whether it has nothing but titles. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines, the titles first. */
  public List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length - 1; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
    }
    return line.append(row.getLast()).toString().stripTrailing();
  }
}
