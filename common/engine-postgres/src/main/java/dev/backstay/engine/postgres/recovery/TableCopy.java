package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Copies one table from one server into another under a chosen name, in one transaction: it is
 * there whole, or not at all. The rows travel as text, which every version reads. A type that the
 * table uses must be there already.
 */
public final class TableCopy {
  private static final String SAFE_PATH = "SET search_path = ''";
  private static final String DUPLICATE_TABLE = "42P07";

  private final Connection from;
  private final Connection into;

  /** A copy between two connections, which stay open. */
  public TableCopy(Connection from, Connection into) {
    this.from = from;
    this.into = into;
  }

  /**
   * Copies a table.
   *
   * @param bytes is told how many more bytes have been copied
   * @return the number of its rows
   */
  public long run(TableName source, TableName target, LongConsumer bytes) {
    TableDefinition definition = read(source);
    try {
      into.setAutoCommit(false);
      execute(into, SAFE_PATH);
      execute(into, "CREATE SCHEMA IF NOT EXISTS " + TableName.quote(target.schema()));
      execute(into, definition.create(target));
      long rows =
          rows(
              "COPY (SELECT %s FROM %s) TO STDOUT".formatted(definition.stored(), source.quoted()),
              "COPY %s (%s) FROM STDIN".formatted(target.quoted(), definition.stored()),
              bytes);
      for (String statement : definition.finish(target)) {
        execute(into, statement);
      }
      into.commit();
      return rows;
    } catch (SQLException e) {
      undo(e);
      if (DUPLICATE_TABLE.equals(e.getSQLState())) {
        throw new BackstayException(
            ErrorCode.TABLE_EXISTS,
            "there is a table %s at the target already; nothing was changed there"
                .formatted(target),
            e);
      }
      throw new BackstayException(
          ErrorCode.RESTORE_REFUSED,
          "the target server refused the table %s, and nothing was changed there: %s"
              .formatted(target, e.getMessage()),
          e);
    }
  }

  private TableDefinition read(TableName source) {
    try {
      execute(from, SAFE_PATH); // so that every name comes with its schema
      return TableDefinition.read(from, source)
          .orElseThrow(() ->
              new BackstayException(
                  ErrorCode.TABLE_NOT_FOUND,
                  "there was no table %s at that point; nothing was copied".formatted(source)));
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "the scratch server does not tell of " + source + ": " + e, e);
    }
  }

  private long rows(String out, String in, LongConsumer bytes) throws SQLException {
    CopyIn writing = into.unwrap(PGConnection.class).getCopyAPI().copyIn(in);
    try {
      CopyOut reading = from.unwrap(PGConnection.class).getCopyAPI().copyOut(out);
      try {
        for (byte[] row = reading.readFromCopy(); row != null; row = reading.readFromCopy()) {
          writing.writeToCopy(row, 0, row.length);
          bytes.accept(row.length);
        }
      } finally {
        if (reading.isActive()) {
          reading.cancelCopy();
        }
      }
      return writing.endCopy();
    } finally {
      if (writing.isActive()) {
        writing.cancelCopy();
      }
    }
  }

  private void undo(SQLException cause) {
    try {
      into.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
