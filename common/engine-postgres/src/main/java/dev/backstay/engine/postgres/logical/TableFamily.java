package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of a database that is thrown away, with its partitions, under the names of a copy. What
 * names functions, sequences or tables that a target may lack is taken off it and kept as
 * statements of their own, so that their lack does not hinder the table.
 *
 * @param tables the table and its partitions, parents first
 * @param parts what was taken off; none of it holds rows
 * @param foreignKeys what was taken off and locks other tables
 * @param left what no copy has
 */
record TableFamily(
    List<TableName> tables,
    List<String> parts,
    List<ForeignKey> foreignKeys,
    List<LeftBehind> left) {
  private static final String MEMBERS =
      """
      SELECT n.nspname, c.relname, c.relkind, c.relpersistence
      FROM (SELECT ?::regclass AS relid, 0 AS level
            UNION SELECT relid, level FROM pg_partition_tree(?::regclass)) m
      JOIN pg_class c ON c.oid = m.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      ORDER BY m.level, n.nspname, c.relname\
      """;

  /** What holds rows; the table itself where it has no partitions. */
  private static final String LEAVES =
      """
      SELECT n.nspname, c.relname
      FROM (SELECT oid AS relid FROM pg_class WHERE oid = ?::regclass AND relkind = 'r'
            UNION SELECT relid FROM pg_partition_tree(?::regclass) WHERE isleaf) m
      JOIN pg_class c ON c.oid = m.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      ORDER BY n.nspname, c.relname\
      """;

  private static final String DEFAULTS =
      """
      SELECT quote_ident(a.attname), pg_get_expr(d.adbin, d.adrelid)
      FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
      WHERE d.adrelid = ?::regclass AND a.attgenerated = ''
      ORDER BY a.attnum\
      """;

  private static final String CONSTRAINTS =
      """
      SELECT quote_ident(conname), pg_get_constraintdef(oid), convalidated,
        quote_literal(obj_description(oid, 'pg_constraint'))
      FROM pg_constraint
      WHERE conrelid = ?::regclass AND contype = ? AND coninhcount = 0 AND conparentid = 0
      ORDER BY conname\
      """;

  private static final String OF_EXTENSION =
      """
      SELECT quote_ident(e.extname) FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = ?::regclass
        AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'\
      """;

  TableFamily {
    tables = List.copyOf(tables);
    parts = List.copyOf(parts);
    foreignKeys = List.copyOf(foreignKeys);
    left = List.copyOf(left);
  }

  /**
   * A foreign key, or what is said of one.
   *
   * @param statement all of it at once
   * @param steps by which it comes to the same, but locks the other table for a moment only: rows
   *     are checked while others write
   */
  record ForeignKey(String statement, List<String> steps) {
    ForeignKey {
      steps = List.copyOf(steps);
    }
  }

  /** Takes a table out of its database; {@code TABLE_NOT_FOUND} when it is not there. */
  static TableFamily of(DatabaseLink link, TableName from, TableName to) {
    if (link.one("SELECT to_regclass(?) IS NULL", from.quoted()).equals("t")) {
      throw notFound(from);
    }
    link.execute("SET search_path = ''"); // so that every name comes with its schema
    var taking = new Taking(link);
    Map<TableName, TableName> places = taking.places(from, to);
    taking.left.addAll(TableMove.run(link, places));
    List<TableName> tables = List.copyOf(places.values());
    tables.reversed().forEach(taking::checks); // what a partition has from its parent stays there
    tables.forEach(taking::defaults);
    tables.forEach(taking::foreignKeys);
    tables.forEach(table -> taking.parts.addAll(TableStatistics.take(link, table)));
    tables.forEach(taking::leaveExtension);
    return new TableFamily(tables, taking.parts, taking.foreignKeys, taking.left);
  }

  private static BackstayException notFound(TableName table) {
    return new BackstayException(
        ErrorCode.TABLE_NOT_FOUND,
        "there was no table %s at that point; nothing was copied".formatted(table));
  }

  /** The work on one table and its partitions. */
  private static final class Taking {
    final DatabaseLink link;
    final List<String> parts = new ArrayList<>();
    final List<ForeignKey> foreignKeys = new ArrayList<>();
    final List<LeftBehind> left = new ArrayList<>();

    Taking(DatabaseLink link) {
      this.link = link;
    }

    Map<TableName, TableName> places(TableName from, TableName to) {
      Map<TableName, TableName> places = new LinkedHashMap<>();
      for (Row row : link.rows(MEMBERS, from.quoted(), from.quoted())) {
        var member = new TableName(row.text(1), row.text(2));
        TableName place = member.equals(from) ? to : place(member, from, to);
        switch (row.text(3)) {
          case "r", "p" -> RelocatedName.give(places, member, place);
          case "f" -> leaveForeign(member);
          default -> throw notFound(from);
        }
        if (row.text(4).equals("u")) {
          left.add(
              new LeftBehind(
                  "ALTER TABLE %s SET LOGGED".formatted(place.quoted()),
                  "it was unlogged, so its rows are in no backup"));
        }
      }
      return places;
    }

    private static TableName place(TableName member, TableName from, TableName to) {
      return new TableName(to.schema(), RelocatedName.of(member.name(), from.name(), to.name()));
    }

    /** Its rows are elsewhere. */
    private void leaveForeign(TableName member) {
      Map<TableName, TableName> alone = Map.of(member, member);
      TableMove.run(link, alone)
          .forEach(tie -> left.add(new LeftBehind(tie.statement(), "a foreign table")));
    }

    void checks(TableName table) {
      List<String> taken = new ArrayList<>();
      for (Row row : link.rows(CONSTRAINTS, table.quoted(), "c")) {
        taken.add(add(table, row));
        row.find(4).ifPresent(text -> taken.add(comment(table, row, text)));
        drop(table, row);
      }
      parts.addAll(0, taken); // those of parents first
    }

    void defaults(TableName table) {
      for (Row row : link.rows(DEFAULTS, table.quoted())) {
        String column =
            "ALTER TABLE ONLY %s ALTER COLUMN %s".formatted(table.quoted(), row.text(1));
        parts.add(column + " SET DEFAULT " + row.text(2));
        link.execute(column + " DROP DEFAULT");
      }
    }

    void foreignKeys(TableName table) {
      for (Row row : link.rows(CONSTRAINTS, table.quoted(), "f")) {
        foreignKeys.add(new ForeignKey(add(table, row), steps(table, row)));
        row.find(4)
            .map(text -> comment(table, row, text))
            .ifPresent(text -> foreignKeys.add(new ForeignKey(text, List.of(text))));
        drop(table, row);
      }
    }

    /**
     * A table without partitions may have a key before its rows are checked; one with partitions
     * takes over what each of these has, and checks nothing.
     */
    private List<String> steps(TableName table, Row key) {
      if (!key.truth(3)) {
        return List.of(add(table, key)); // it was never checked, and is not now
      }
      List<String> steps = new ArrayList<>();
      for (Row row : link.rows(LEAVES, table.quoted(), table.quoted())) {
        var leaf = new TableName(row.text(1), row.text(2));
        steps.add(add(leaf, key) + " NOT VALID");
        steps.add("ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(leaf.quoted(), key.text(1)));
        if (leaf.equals(table)) {
          return steps;
        }
      }
      steps.add(add(table, key));
      return steps;
    }

    /** pg_dump leaves out what an extension made. */
    void leaveExtension(TableName table) {
      for (Row row : link.rows(OF_EXTENSION, table.quoted())) {
        link.execute("ALTER EXTENSION %s DROP TABLE %s".formatted(row.text(1), table.quoted()));
      }
    }

    private static String add(TableName table, Row row) {
      return "ALTER TABLE %s ADD CONSTRAINT %s %s"
          .formatted(table.quoted(), row.text(1), row.text(2));
    }

    private static String comment(TableName table, Row row, String text) {
      return "COMMENT ON CONSTRAINT %s ON %s IS %s".formatted(row.text(1), table.quoted(), text);
    }

    private void drop(TableName table, Row row) {
      link.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table.quoted(), row.text(1)));
    }
  }
}
