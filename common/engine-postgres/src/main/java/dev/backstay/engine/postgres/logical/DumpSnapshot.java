package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A database seen at one instant: an exported snapshot, kept open, in which pg_dump's connections
 * and our own counts read. One thread.
 */
final class DumpSnapshot implements AutoCloseable {
  /** What a table's rows look like as text depends on these, wherever they are read. */
  static final List<String> ONE_FORM =
      List.of(
          "SET DateStyle = 'ISO, YMD'",
          "SET IntervalStyle = 'postgres'",
          "SET TimeZone = 'UTC'",
          "SET extra_float_digits = 3",
          "SET bytea_output = 'hex'",
          "SET row_security = off");

  /** The tables of users: not those of the system, of a session or of an extension. */
  private static final String TABLES =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind = 'r'
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY n.nspname, c.relname\
      """;

  private static final String PARTS =
      """
      WITH RECURSIVE parts(oid) AS (
        SELECT inhrelid FROM pg_inherits WHERE inhparent = ANY (?::oid[])
        UNION SELECT i.inhrelid FROM pg_inherits i JOIN parts ON i.inhparent = parts.oid)
      SELECT oid FROM parts\
      """;

  /** Names of at most 128 bytes each make a statement of ordinary length. */
  private static final int TABLES_OF_ONE_LOCK = 500;

  /** A lock was not to be had, or the table it was for was dropped since the snapshot. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001", "42P01", "3F000");

  private static final String LARGE_OBJECTS = "SELECT count(*) FROM pg_largeobject_metadata";

  private final DatabaseLink link;
  private final String name;

  private DumpSnapshot(DatabaseLink link, String name) {
    this.link = link;
    this.name = name;
  }

  static DumpSnapshot open(PostgresAddress address) {
    DatabaseLink link = DatabaseLink.open(address);
    try {
      ONE_FORM.forEach(link::execute);
      link.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      return new DumpSnapshot(link, link.one("SELECT pg_export_snapshot()"));
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** The name under which other sessions of the database see the same. */
  String name() {
    return name;
  }

  /**
   * Keeps tables from being dropped, truncated or rewritten until the snapshot is closed: those who
   * do so spare no snapshot, and the counts would tell another story than the dump. Fails with
   * {@code SOURCE_BUSY} when somebody else keeps one for longer than the limit, or has dropped it.
   */
  void hold(List<FoundTable> tables, Duration limit) {
    link.execute("SET LOCAL lock_timeout = " + limit.toMillis());
    try {
      lock(tables);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.SOURCE_UNREADABLE
          && e.getCause() instanceof SQLException cause
          && BUSY.contains(String.valueOf(cause.getSQLState()))) {
        throw new BackstayException(
            ErrorCode.SOURCE_BUSY,
            "tables of '%s' are being changed and nothing was dumped: %s"
                .formatted(link.address().database(), cause.getMessage()),
            e);
      }
      throw e;
    }
    link.execute("SET LOCAL lock_timeout = 0");
  }

  private void lock(List<FoundTable> tables) {
    for (int from = 0; from < tables.size(); from += TABLES_OF_ONE_LOCK) {
      link.execute(
          tables.subList(from, Math.min(from + TABLES_OF_ONE_LOCK, tables.size())).stream()
              .map(table -> "ONLY " + table.name().quoted())
              .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
    }
  }

  /** What the record of the dump says of this database. */
  DumpedDatabase describe(String directory, List<FoundTable> found, DumpSelection selection) {
    List<DumpedTable> tables = new ArrayList<>();
    for (FoundTable table : found) {
      tables.add(
          table.holdsRows() && !selection.schemaOnly()
              ? RowCount.of(link, table.oid(), table.name(), selection.checksums())
              : new DumpedTable(table.oid(), table.name(), OptionalLong.empty(), Optional.empty()));
    }
    boolean whole = selection.tables().isEmpty() && !selection.schemaOnly();
    return new DumpedDatabase(
        directory,
        DatabaseForms.of(link),
        selection.tables().isEmpty() ? extensions() : List.of(),
        roles(),
        tables,
        whole
            ? OptionalLong.of(link.rows(LARGE_OBJECTS).getFirst().number(1))
            : OptionalLong.empty());
  }

  private List<Extension> extensions() {
    return link
        .rows(
            """
            SELECT e.extname, e.extversion, n.nspname
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname <> 'plpgsql' ORDER BY e.oid\
            """)
        .stream()
        .map(row -> new Extension(row.text(1), row.text(2), row.text(3)))
        .toList();
  }

  /** Those without which its objects lose their owners and privileges. */
  private List<String> roles() {
    return link
        .rows(
            """
            SELECT DISTINCT r.rolname FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
            WHERE s.refclassid = 'pg_authid'::regclass
              AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY 1\
            """)
        .stream()
        .map(row -> row.text(1))
        .toList();
  }

  /**
   * The tables that some pattern selects, with their partitions and heirs; all without patterns.
   */
  List<FoundTable> tables(List<TablePattern> patterns) {
    List<FoundTable> all =
        link.rows(TABLES).stream()
            .map(row ->
                new FoundTable(
                    row.number(1), new TableName(row.text(2), row.text(3)), row.truth(4)))
            .toList();
    if (patterns.isEmpty()) {
      return all;
    }
    List<FoundTable> chosen =
        all.stream()
            .filter(table -> patterns.stream().anyMatch(each -> each.matches(table.name())))
            .toList();
    String oids =
        chosen.stream()
            .map(table -> Long.toString(table.oid()))
            .collect(Collectors.joining(",", "{", "}"));
    List<Long> parts = link.rows(PARTS, oids).stream().map(row -> row.number(1)).toList();
    List<FoundTable> whole = new ArrayList<>(chosen);
    all.stream()
        .filter(table -> parts.contains(table.oid()) && !chosen.contains(table))
        .forEach(whole::add);
    return whole;
  }

  /** A table before its rows are counted. */
  record FoundTable(long oid, TableName name, boolean holdsRows) {}

  /** Bytes of the database, and of the given number of its largest tables. */
  Sizes sizes(int largest) {
    Row row =
        link.rows(
                """
                SELECT pg_database_size(current_database()),
                  coalesce((SELECT sum(bytes) FROM (
                    SELECT pg_table_size(oid) AS bytes FROM pg_class
                    WHERE relkind IN ('r', 'm') AND oid >= 16384 OR relname = 'pg_largeobject'
                    ORDER BY 1 DESC LIMIT ?) AS largest), 0)\
                """,
                largest)
            .getFirst();
    return new Sizes(row.number(1), row.number(2));
  }

  record Sizes(long database, long largestTables) {}

  @Override
  public void close() {
    link.close();
  }
}
