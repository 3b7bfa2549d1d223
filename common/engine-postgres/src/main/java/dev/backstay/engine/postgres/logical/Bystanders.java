package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a database holds that dropping a table, or a name, may take along.
 *
 * @param heirs tables that are dropped with another one, their parent
 * @param belongings what is dropped by a name of its own, and belongs to a table
 */
record Bystanders(List<Heir> heirs, List<Belonging> belongings) {
  private static final String HEIRS =
      """
      SELECT pn.nspname, p.relname, n.nspname, c.relname FROM pg_inherits i
      JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f')\
      """;

  private static final String BELONGINGS =
      """
      SELECT kind, n.nspname, b.name, tn.nspname, t.relname FROM (
        SELECT 'INDEX' AS kind, c.relnamespace AS space, c.relname AS name, i.indrelid AS owner
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        UNION ALL
        SELECT 'SEQUENCE', c.relnamespace, c.relname,
          (SELECT d.refobjid FROM pg_depend d
           WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
             AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') LIMIT 1)
        FROM pg_class c WHERE c.relkind = 'S'
        UNION ALL
        SELECT 'STATISTICS', stxnamespace, stxname, stxrelid FROM pg_statistic_ext) b
      JOIN pg_namespace n ON n.oid = b.space
      LEFT JOIN pg_class t ON t.oid = b.owner LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'\
      """;

  Bystanders {
    heirs = List.copyOf(heirs);
    belongings = List.copyOf(belongings);
  }

  /** A partition, or a table that inherits. */
  record Heir(TableName parent, TableName name) {}

  /** An index, a sequence or statistics; a sequence may belong to no table. */
  record Belonging(Kind kind, TableName name, Optional<TableName> owner) {
    @Override
    public String toString() {
      return kind + " " + name + owner.map(table -> " of " + table).orElse(" of no table");
    }
  }

  enum Kind {
    INDEX,
    SEQUENCE,
    STATISTICS
  }

  static Bystanders of(DatabaseLink link) {
    return new Bystanders(
        link.rows(HEIRS).stream().map(row -> new Heir(name(row, 1), name(row, 3))).toList(),
        link.rows(BELONGINGS).stream()
            .map(row ->
                new Belonging(
                    Kind.valueOf(row.text(1)), name(row, 2), row.find(5).map(_ -> name(row, 4))))
            .toList());
  }

  private static TableName name(Row row, int column) {
    return new TableName(row.text(column), row.text(column + 1));
  }

  /** The tables below others, however far, that are none of those themselves. */
  List<TableName> below(Set<TableName> tables) {
    Set<TableName> reached = new HashSet<>(tables);
    boolean added = true;
    while (added) {
      List<TableName> next =
          heirs.stream().filter(heir -> reached.contains(heir.parent())).map(Heir::name).toList();
      added = reached.addAll(next);
    }
    return reached.stream().filter(table -> !tables.contains(table)).sorted().toList();
  }
}
