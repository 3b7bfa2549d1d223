package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * The extended statistics of a table in a database that is thrown away: pg_dump leaves them out
 * where it is asked for tables alone.
 */
final class TableStatistics {
  private static final String STATISTICS =
      """
      SELECT format('%I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid),
        quote_literal(obj_description(s.oid, 'pg_statistic_ext')),
        CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END
      FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
      WHERE s.stxrelid = ?::regclass ORDER BY s.stxname\
      """;

  private TableStatistics() {}

  /** Takes them off the table, so that nothing else brings them; the statements that make them. */
  static List<String> take(DatabaseLink link, TableName table) {
    List<String> statements = new ArrayList<>();
    for (Row row : link.rows(STATISTICS, table.quoted())) {
      String name = row.text(1);
      statements.add(row.text(2));
      row.find(3)
          .ifPresent(
              text -> statements.add("COMMENT ON STATISTICS %s IS %s".formatted(name, text)));
      row.find(4)
          .ifPresent(much ->
              statements.add("ALTER STATISTICS %s SET STATISTICS %s".formatted(name, much)));
      link.execute("DROP STATISTICS " + name);
    }
    return statements;
  }
}
