package dev.backstay.engine.postgres.connection;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.sql.SQLException;
import java.util.Set;

/** What a failed statement means, by its SQLSTATE. */
public final class SqlFailure {
  /** The server shuts down, starts up, or has no place for one more. */
  private static final Set<String> TRANSIENT =
      Set.of("57P01", "57P02", "57P03", "57P05", "53300", "55006");

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private SqlFailure() {}

  /**
   * The error to throw.
   *
   * @param what happened and what was kept, as the beginning of a sentence
   */
  public static BackstayException of(String what, SQLException cause) {
    return new BackstayException(code(cause), what + ": " + cause.getMessage(), cause);
  }

  private static ErrorCode code(SQLException cause) {
    String state = cause.getSQLState();
    if (Thread.currentThread().isInterrupted()) {
      return ErrorCode.INTERRUPTED;
    }
    if (state == null || state.startsWith("08") || TRANSIENT.contains(state)) {
      return ErrorCode.SOURCE_UNREACHABLE;
    }
    if (state.startsWith("28") || state.equals(INSUFFICIENT_PRIVILEGE)) {
      return ErrorCode.SOURCE_DENIED;
    }
    if (state.equals("3D000")) {
      return ErrorCode.SOURCE_NOT_FOUND;
    }
    return ErrorCode.SOURCE_UNREADABLE;
  }
}
