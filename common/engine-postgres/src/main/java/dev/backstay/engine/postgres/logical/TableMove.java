package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.PostgresAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives tables of a scratch database other schemas and names, with their indexes, constraints,
 * sequences and statistics, so that nothing of theirs meets anything of the originals.
 */
final class TableMove {
  private static final String INDEXES =
      """
      SELECT n.nspname, c.relname, 'INDEX' FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indrelid = ?::regclass\
      """;

  private static final String SEQUENCES =
      """
      SELECT n.nspname, c.relname, 'SEQUENCE' FROM pg_depend d
      JOIN pg_class c ON c.oid = d.objid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = ?::regclass AND d.deptype IN ('a', 'i') AND c.relkind = 'S'\
      """;

  private static final String STATISTICS =
      """
      SELECT n.nspname, s.stxname, 'STATISTICS' FROM pg_statistic_ext s
      JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE s.stxrelid = ?::regclass\
      """;

  private TableMove() {}

  /** Moves each table to where the map says. */
  static void run(PostgresAddress scratch, Map<TableName, TableName> places) {
    try (DatabaseLink link = DatabaseLink.open(scratch)) {
      places.values().stream()
          .map(TableName::schema)
          .distinct()
          .forEach(
              schema -> link.execute("CREATE SCHEMA IF NOT EXISTS " + TableName.quoted(schema)));
      places.forEach((from, to) -> move(link, from, to));
    }
  }

  private static void move(DatabaseLink link, TableName from, TableName to) {
    List<DatabaseLink.Row> dependents = new ArrayList<>(link.rows(INDEXES, from.quoted()));
    dependents.addAll(link.rows(SEQUENCES, from.quoted()));
    List<DatabaseLink.Row> statistics = link.rows(STATISTICS, from.quoted());
    dependents.addAll(statistics);
    if (!from.schema().equals(to.schema())) {
      link.execute(setSchema("TABLE", from.quoted(), to.schema()));
      for (DatabaseLink.Row each : statistics) {
        var name = new TableName(each.text(1), each.text(2));
        link.execute(setSchema("STATISTICS", name.quoted(), to.schema()));
      }
    }
    if (!from.name().equals(to.name())) {
      var moved = new TableName(to.schema(), from.name());
      link.execute(rename("TABLE", moved.quoted(), to.name()));
      for (DatabaseLink.Row each : dependents) {
        link.execute(
            rename(
                each.text(3),
                new TableName(to.schema(), each.text(2)).quoted(),
                RelocatedName.of(each.text(2), from.name(), to.name())));
      }
    }
  }

  private static String setSchema(String kind, String object, String schema) {
    return "ALTER %s %s SET SCHEMA %s".formatted(kind, object, TableName.quoted(schema));
  }

  private static String rename(String kind, String object, String name) {
    return "ALTER %s %s RENAME TO %s".formatted(kind, object, TableName.quoted(name));
  }
}
