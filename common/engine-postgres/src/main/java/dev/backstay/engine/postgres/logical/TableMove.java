package dev.backstay.engine.postgres.logical;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives tables of a scratch database other schemas and names, with their indexes, constraints,
 * sequences and statistics, so that nothing of theirs meets anything of the originals. What they
 * were a part of is left: a copy that inherits, or is a partition, would show its rows in the
 * original's parent.
 */
final class TableMove {
  private static final String PARENTS =
      """
      SELECT pn.nspname, p.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
      JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE i.inhrelid = ?::regclass\
      """;

  /**
   * The foreign keys that point to a partitioned table or to one that it is a part of, as they were
   * declared; with the definition of those that a partition, or a part of it, has itself.
   */
  private static final String KEYS_TO =
      """
      WITH RECURSIVE up AS (
        SELECT oid, conparentid FROM pg_constraint
        WHERE contype = 'f' AND confrelid = ?::regclass
        UNION SELECT c.oid, c.conparentid FROM pg_constraint c JOIN up ON c.oid = up.conparentid)
      SELECT n.nspname, t.relname, quote_ident(k.conname),
        CASE WHEN k.conrelid IN (SELECT relid FROM pg_partition_ancestors(?::regclass)
            UNION SELECT relid FROM pg_partition_tree(?::regclass))
          THEN pg_get_constraintdef(k.oid) END
      FROM up JOIN pg_constraint k ON k.oid = up.oid
      JOIN pg_class t ON t.oid = k.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE up.conparentid = 0
      ORDER BY n.nspname, t.relname, k.conname\
      """;

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

  private final DatabaseLink link;
  private final Map<TableName, TableName> places;
  private final Set<TableName> moved = new HashSet<>();
  private final List<LeftBehind> left = new ArrayList<>();

  private TableMove(DatabaseLink link, Map<TableName, TableName> places) {
    this.link = link;
    this.places = places;
  }

  /** Moves each table to where the map says; the ties to others that it lost. */
  static List<LeftBehind> run(DatabaseLink link, Map<TableName, TableName> places) {
    var move = new TableMove(link, places);
    places.values().stream()
        .map(TableName::schema)
        .distinct()
        .forEach(schema -> link.execute("CREATE SCHEMA IF NOT EXISTS " + TableName.quoted(schema)));
    places.forEach(move::leaveParents);
    places.forEach(move::move);
    return List.copyOf(move.left);
  }

  private void leaveParents(TableName from, TableName to) {
    for (DatabaseLink.Row row : link.rows(PARENTS, from.quoted())) {
      var parent = new TableName(row.text(1), row.text(2));
      if (places.containsKey(parent)) {
        continue;
      }
      if (row.find(3).isPresent()) {
        untie(parent, from, to);
        link.execute(
            "ALTER TABLE %s DETACH PARTITION %s".formatted(parent.quoted(), from.quoted()));
        leave(
            "ALTER TABLE %s ATTACH PARTITION %s %s"
                .formatted(parent.quoted(), to.quoted(), row.text(3)),
            "it was a partition of " + parent);
      } else {
        link.execute("ALTER TABLE %s NO INHERIT %s".formatted(from.quoted(), parent.quoted()));
        leave(
            "ALTER TABLE %s INHERIT %s".formatted(to.quoted(), parent.quoted()),
            "it inherited from " + parent);
      }
    }
  }

  /** No partition can leave while rows of other tables point to its own through its parent. */
  private void untie(TableName parent, TableName from, TableName to) {
    for (DatabaseLink.Row key : link.rows(KEYS_TO, parent.quoted(), from.quoted(), from.quoted())) {
      var bearer = new TableName(key.text(1), key.text(2));
      TableName place = places.getOrDefault(bearer, to);
      link.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(bearer.quoted(), key.text(3)));
      key.find(4)
          .ifPresent(definition ->
              left.add(
                  new LeftBehind(
                      "ALTER TABLE %s ADD CONSTRAINT %s %s"
                          .formatted(place.quoted(), key.text(3), definition),
                      "it points to " + parent + " itself, which it was a partition of")));
    }
  }

  private void leave(String statement, String why) {
    left.add(new LeftBehind(statement, why + ", which would show the copy's rows as its own"));
  }

  private void move(TableName from, TableName to) {
    List<DatabaseLink.Row> statistics = link.rows(STATISTICS, from.quoted());
    if (!from.schema().equals(to.schema())) {
      makeWay(to.schema(), from.name());
      dependents(from)
          .forEach(row -> makeWay(to.schema(), row.text(2))); // they come along with the table
      link.execute(setSchema("TABLE", from.quoted(), to.schema()));
      for (DatabaseLink.Row each : statistics) {
        var name = new TableName(each.text(1), each.text(2));
        link.execute(setSchema("STATISTICS", name.quoted(), to.schema()));
      }
    }
    if (!from.name().equals(to.name())) {
      var under = new TableName(to.schema(), from.name());
      makeWay(to.schema(), to.name());
      link.execute(rename("TABLE", under.quoted(), to.name()));
      List<DatabaseLink.Row> all = new ArrayList<>(dependents(to));
      all.addAll(link.rows(STATISTICS, to.quoted()));
      for (DatabaseLink.Row each : all) {
        String name = RelocatedName.of(each.text(2), from.name(), to.name());
        makeWay(to.schema(), name);
        link.execute(
            rename(each.text(3), new TableName(each.text(1), each.text(2)).quoted(), name));
      }
    }
    moved.add(to);
  }

  private List<DatabaseLink.Row> dependents(TableName table) {
    List<DatabaseLink.Row> all = new ArrayList<>(link.rows(INDEXES, table.quoted()));
    all.addAll(link.rows(SEQUENCES, table.quoted()));
    return all;
  }

  /** Whatever has the name in the scratch database needs it no more; the target's is another. */
  private void makeWay(String schema, String name) {
    var place = new TableName(schema, name);
    String taken = place.quoted();
    if (!moved.contains(place)
        && link.one("SELECT to_regclass(?) IS NOT NULL", taken).equals("t")) {
      link.execute(
          rename("TABLE", taken, "backstay_" + link.one("SELECT md5(gen_random_uuid()::text)")));
    }
  }

  private static String setSchema(String kind, String object, String schema) {
    return "ALTER %s %s SET SCHEMA %s".formatted(kind, object, TableName.quoted(schema));
  }

  private static String rename(String kind, String object, String name) {
    return "ALTER %s %s RENAME TO %s".formatted(kind, object, TableName.quoted(name));
  }
}
