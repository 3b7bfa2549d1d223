package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * The statements by which stock {@code pg_dump} makes tables, without their rows.
 *
 * @param structure tables and sequences, before there are rows
 * @param rest keys, indexes, triggers and whatever else follows the rows
 * @param owners owners and privileges; after them, a statement may be no longer allowed
 */
record TableScript(List<String> structure, List<String> rest, List<String> owners) {
  /**
   * Begin what no table is without: its rows have a place, and its sequences are its own. Whatever
   * else has the name of a sequence would be set, owned and granted in its place.
   */
  private static final Pattern NEEDED =
      Pattern.compile(
          "CREATE (UNLOGGED )?(TABLE|SEQUENCE) .*"
              + "|ALTER TABLE .* (ADD GENERATED|ATTACH PARTITION) .*",
          Pattern.DOTALL);

  private static final Pattern OF_OWNERS =
      Pattern.compile(
          "ALTER [A-Z ]+ .* OWNER TO .*|GRANT .*|REVOKE .*|(RE)?SET SESSION AUTHORIZATION.*",
          Pattern.DOTALL);

  /** For the session of pg_dump; where new tables are put is for ours too. */
  private static final Pattern OF_SESSION =
      Pattern.compile("SET (?!default_).*|SELECT pg_catalog\\.set_config\\(.*", Pattern.DOTALL);

  /** Words to psql around all that it is given. */
  private static final String RESTRICT = "\\restrict ";

  private static final String UNRESTRICT = "\n\\unrestrict ";

  TableScript {
    structure = List.copyOf(structure);
    rest = List.copyOf(rest);
    owners = List.copyOf(owners);
  }

  static TableScript of(ScratchServer server, String database, List<TableName> tables) {
    List<String> owners = new ArrayList<>();
    List<String> structure = section(server, database, tables, "pre-data", owners);
    List<String> rest = section(server, database, tables, "post-data", owners);
    return new TableScript(structure, rest, owners);
  }

  /** Whether there is no copy where it fails. */
  static boolean isNeeded(String statement) {
    return NEEDED.matcher(statement).matches();
  }

  private static List<String> section(
      ScratchServer server,
      String database,
      List<TableName> tables,
      String section,
      List<String> owners) {
    List<String> options = new ArrayList<>(List.of("--schema-only", "--section=" + section));
    tables.forEach(table -> options.add("--table=" + table.quoted()));
    List<String> found = new ArrayList<>();
    for (String statement : statements(server.clients().dump(database, options))) {
      if (OF_OWNERS.matcher(statement).matches()) {
        owners.add(statement);
      } else if (!OF_SESSION.matcher(statement).matches()) {
        found.add(statement);
      }
    }
    return found;
  }

  /** The statements of a script for psql, without comments before them. */
  static List<String> statements(String script) {
    try {
      return Parser.parseJdbcSql(withoutRestriction(script), true, false, true, false, false)
          .stream()
          .map((NativeQuery query) -> withoutComments(query.nativeSql))
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.INTERNAL, "what pg_dump said cannot be read: " + e.getMessage(), e);
    }
  }

  /** The first such line stands before everything of a user, the last one behind it. */
  private static String withoutRestriction(String script) {
    int begin = script.indexOf(RESTRICT);
    int end = script.lastIndexOf(UNRESTRICT);
    if (begin < 0 || end < begin) {
      return script;
    }
    return script.substring(script.indexOf('\n', begin), end);
  }

  private static String withoutComments(String statement) {
    String text = statement.strip();
    while (text.startsWith("--")) {
      int line = text.indexOf('\n');
      text = line < 0 ? "" : text.substring(line).strip();
    }
    return text;
  }
}
