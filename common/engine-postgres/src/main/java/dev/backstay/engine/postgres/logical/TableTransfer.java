package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.TableFamily.ForeignKey;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Brings a table out of a server that is thrown away into another one under a name of its own, with
 * its partitions and all that belongs to them. PostgreSQL itself renames, in the server that is
 * thrown away, and its own {@code pg_dump} tells the statements: no name is exchanged in a text.
 *
 * <p>The table is there whole, with sequences of its own, or not at all. What the target refuses
 * beside that is left behind, each with its statement: it may lack a role, a function or another
 * table. Foreign keys follow one by one when the table is there, since each locks the table it
 * points to.
 */
public final class TableTransfer {
  private static final String DUPLICATE_TABLE = "42P07";

  /** Somebody works with the table that a foreign key points to; he is not to wait for us. */
  private static final String SHORT_WAIT = "SET lock_timeout = '10s'";

  /** Of both servers, whatever they or a database prefer: the text of a value means the same. */
  private static final String FORM =
      "SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3;"
          + " SET bytea_output = 'hex'; SET standard_conforming_strings = on;"
          + " SET xmloption = content; SET array_nulls = on";

  private final ScratchServer server;
  private final LongConsumer bytes;
  private final List<LeftBehind> left = new ArrayList<>();

  /**
   * @param server whose database is changed on the way
   * @param bytes is told how many more bytes of rows have been brought
   */
  public TableTransfer(ScratchServer server, LongConsumer bytes) {
    this.server = server;
    this.bytes = bytes;
  }

  /** Brings a table of a database to a target. */
  public TransferredTable run(
      String database, TableName source, PostgresAddress target, TableName place) {
    try (DatabaseLink from = DatabaseLink.into(server, database)) {
      from.execute(FORM);
      TableFamily family = TableFamily.of(from, source, place);
      left.addAll(family.left());
      TableScript script = TableScript.of(server, database, family.tables());
      try (DatabaseLink into = DatabaseLink.open(target)) {
        into.execute(FORM);
        into.execute("SET search_path = ''");
        long rows = whole(from, into, family, script, place);
        into.execute(SHORT_WAIT);
        family.foreignKeys().forEach(key -> tie(into, key));
        return new TransferredTable(rows, left);
      }
    }
  }

  private long whole(
      DatabaseLink from,
      DatabaseLink into,
      TableFamily family,
      TableScript script,
      TableName place) {
    Connection connection = into.connection();
    var namesakes = new Namesakes(into, Set.copyOf(family.tables()));
    try {
      connection.setAutoCommit(false);
      execute(connection, "CREATE SCHEMA IF NOT EXISTS " + TableName.quoted(place.schema()));
      for (String statement : script.structure()) {
        if (TableScript.isNeeded(statement)) {
          execute(connection, statement);
        } else {
          attempt(connection, namesakes, statement);
        }
      }
      long rows = 0;
      var copy = new RowCopy(from.connection(), connection, bytes);
      for (TableName table : family.tables()) {
        rows += copy.run(from, table);
      }
      List<String> following = new ArrayList<>(SequenceValues.of(from, family.tables()));
      following.addAll(family.parts());
      following.addAll(script.rest());
      following.addAll(script.owners());
      for (String statement : following) {
        attempt(connection, namesakes, statement);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return rows;
    } catch (SQLException e) {
      throw refused(connection, place, e);
    }
  }

  /** What fails changes nothing else. */
  private void attempt(Connection connection, Namesakes namesakes, String statement)
      throws SQLException {
    if (namesakes.areMeantBy(statement)) {
      left.add(new LeftBehind(statement, Namesakes.WHY));
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      execute(connection, statement);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before); // throws where it was the connection that failed
      left.add(new LeftBehind(statement, String.valueOf(e.getMessage())));
    }
  }

  /** What is done of it stays; the rest is told in its order. */
  private void tie(DatabaseLink into, ForeignKey key) {
    int done = 0;
    try {
      for (String step : key.steps()) {
        execute(into.connection(), step);
        done++;
      }
    } catch (SQLException e) {
      String why = String.valueOf(e.getMessage());
      if (done == 0) {
        left.add(new LeftBehind(key.statement(), why));
      } else {
        key.steps().stream().skip(done).forEach(step -> left.add(new LeftBehind(step, why)));
      }
    }
  }

  private static BackstayException refused(
      Connection connection, TableName place, SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    if (DUPLICATE_TABLE.equals(cause.getSQLState())) {
      return new BackstayException(
          ErrorCode.TABLE_EXISTS,
          "%s cannot be made at the target, and nothing was changed there: a table, index or sequence has a name that it needs, perhaps of a copy that was renamed since: %s"
              .formatted(place, cause.getMessage()),
          cause);
    }
    return new BackstayException(
        ErrorCode.RESTORE_REFUSED,
        "the target server refused the table %s, and nothing was changed there: %s"
            .formatted(place, cause.getMessage()),
        cause);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
