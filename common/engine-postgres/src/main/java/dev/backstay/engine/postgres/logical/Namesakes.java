package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes and statistics of a target that have names which restored tables bring along. Where
 * one of a table's own cannot be made because its name is taken, what is said of it next would
 * change the one that has the name.
 *
 * @param tables that were restored; what belongs to them is no namesake
 */
record Namesakes(DatabaseLink target, Set<TableName> tables) {
  /** Why a statement that means one is not run. */
  static final String WHY = "another table of the target has something of this name";

  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\\s.\"]+)";

  private static final Pattern NAMING =
      Pattern.compile(
          "(?:COMMENT ON|ALTER) (INDEX|STATISTICS) (" + NAME + "\\." + NAME + ")\\s.*",
          Pattern.DOTALL);

  private static final String TABLE_OF_INDEX =
      """
      SELECT tn.nspname, t.relname FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      WHERE n.nspname = ? AND c.relname = ?\
      """;

  private static final String TABLE_OF_STATISTICS =
      """
      SELECT tn.nspname, t.relname FROM pg_catalog.pg_statistic_ext s
      JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
      JOIN pg_catalog.pg_class t ON t.oid = s.stxrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      WHERE n.nspname = ? AND s.stxname = ?\
      """;

  Namesakes {
    tables = Set.copyOf(tables);
  }

  /** Whether a statement would change one. */
  boolean areMeantBy(String statement) {
    Matcher naming = NAMING.matcher(statement);
    if (!naming.matches()) {
      return false;
    }
    TableName name = TableName.parse(naming.group(2));
    List<Row> found =
        target.rows(
            naming.group(1).equals("INDEX") ? TABLE_OF_INDEX : TABLE_OF_STATISTICS,
            name.schema(),
            name.name());
    return found.stream()
        .map(row -> new TableName(row.text(1), row.text(2)))
        .anyMatch(table -> !tables.contains(table));
  }
}
