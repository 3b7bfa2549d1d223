package dev.backstay.engine.postgres.recovery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a table is made of, as far as a copy of it stands alone: columns with their types,
 * collations, defaults and generation, checks, keys and indexes. Not what ties it to others:
 * foreign keys, triggers, sequences, privileges, inheritance; a partitioned table becomes a plain
 * one.
 */
record TableDefinition(
    List<Column> columns, List<String> checks, List<String> keys, List<String> indexes) {
  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '',
             pg_get_expr(d.adbin, d.adrelid),
             CASE WHEN a.attcollation <> t.typcollation
                  THEN quote_ident(n.nspname) || '.' || quote_ident(c.collname) END
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation c ON c.oid = a.attcollation
        LEFT JOIN pg_namespace n ON n.oid = c.collnamespace
       WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  private static final String CHECKS =
      """
      SELECT 'CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid = ?::oid AND contype = 'c' ORDER BY conname
      """;

  /** Without their names, which are those of indexes and may be taken in the new schema. */
  private static final String KEYS =
      """
      SELECT pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid = ?::oid AND contype IN ('p', 'u', 'x')
       ORDER BY contype <> 'p', conname
      """;

  private static final String INDEXES =
      """
      SELECT i.indisunique, pg_get_indexdef(i.indexrelid), quote_ident(c.relname)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = ?::oid AND i.indisvalid
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                                                        AND k.contype IN ('p', 'u', 'x'))
       ORDER BY c.relname
      """;

  TableDefinition {
    columns = List.copyOf(columns);
    checks = List.copyOf(checks);
    keys = List.copyOf(keys);
    indexes = List.copyOf(indexes);
  }

  /** A column: its name, whether its values are computed, and all that defines it. */
  record Column(String name, boolean generated, String definition) {}

  /** Reads a table's definition; empty where there is no such table. */
  static Optional<TableDefinition> read(Connection connection, TableName table)
      throws SQLException {
    Optional<Long> oid = oid(connection, table);
    if (oid.isEmpty()) {
      return Optional.empty();
    }
    long id = oid.get();
    return Optional.of(
        new TableDefinition(
            columns(connection, id),
            texts(connection, CHECKS, id),
            texts(connection, KEYS, id),
            indexes(connection, id)));
  }

  private static Optional<Long> oid(Connection connection, TableName table) throws SQLException {
    String sql =
        "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  private static List<Column> columns(Connection connection, long oid) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(column(rows));
        }
      }
    }
    return columns;
  }

  private static Column column(ResultSet row) throws SQLException {
    String name = row.getString(1);
    boolean generated = row.getBoolean(4);
    StringBuilder text =
        new StringBuilder(TableName.quote(name)).append(' ').append(row.getString(2));
    Optional.ofNullable(row.getString(6)).ifPresent(it -> text.append(" COLLATE ").append(it));
    Optional<String> expression = Optional.ofNullable(row.getString(5));
    if (generated && expression.isPresent()) {
      text.append(" GENERATED ALWAYS AS (").append(expression.get()).append(") STORED");
    } else if (expression.isPresent() && !expression.get().contains("nextval(")) {
      text.append(" DEFAULT ").append(expression.get()); // a sequence stays behind
    }
    if (row.getBoolean(3)) {
      text.append(" NOT NULL");
    }
    return new Column(name, generated, text.toString());
  }

  private static List<String> texts(Connection connection, String sql, long oid)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
    return texts;
  }

  /** Each from its {@code USING} on: name and table are those of the copy. */
  private static List<String> indexes(Connection connection, long oid) throws SQLException {
    List<String> indexes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(INDEXES)) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String definition = rows.getString(2);
          int name = definition.indexOf(rows.getString(3)) + rows.getString(3).length();
          indexes.add(
              "CREATE %sINDEX ON %%s%s"
                  .formatted(
                      rows.getBoolean(1) ? "UNIQUE " : "",
                      definition
                          .substring(definition.indexOf(" USING ", name))
                          .replace("%", "%%")));
        }
      }
    }
    return indexes;
  }

  /** The statement that makes an empty copy. */
  String create(TableName table) {
    List<String> parts = new ArrayList<>(columns.stream().map(Column::definition).toList());
    parts.addAll(checks);
    return "CREATE TABLE %s (%s)".formatted(table.quoted(), String.join(", ", parts));
  }

  /** The statements that follow once the rows are there. */
  List<String> finish(TableName table) {
    List<String> statements = new ArrayList<>();
    for (String key : keys) {
      statements.add("ALTER TABLE %s ADD %s".formatted(table.quoted(), key));
    }
    for (String index : indexes) {
      statements.add(index.formatted(table.quoted()));
    }
    return statements;
  }

  /** The columns whose values are stored, for a list in a statement. */
  String stored() {
    return columns.stream()
        .filter(column -> !column.generated())
        .map(column -> TableName.quote(column.name()))
        .collect(Collectors.joining(", "));
  }
}
