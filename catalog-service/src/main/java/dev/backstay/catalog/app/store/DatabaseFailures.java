package dev.backstay.catalog.app.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells failures of the database that pass from those that never will. */
public final class DatabaseFailures {
  /**
   * Classes of SQLSTATE that speak of what was given: data, constraints, limits. A table or right
   * that is missing (class 42) comes back with the database that was restored, and events wait.
   */
  private static final Set<String> LASTING = Set.of("21", "22", "23", "54");

  /** A chain of causes that is longer than this is a ring. */
  private static final int MAX_CAUSES = 20;

  private DatabaseFailures() {}

  /** What to throw for a failure: coded as transient when the same may succeed later. */
  static RuntimeException translate(RuntimeException failure) {
    return isTransient(failure)
        ? new BackstayException(
            ErrorCode.DATABASE_UNREACHABLE,
            "the catalog's database did not answer; what was not kept will be read again",
            failure)
        : failure;
  }

  /** Whether a failure is one of the database, and passes. */
  public static boolean isTransient(Throwable failure) {
    Optional<SQLException> sql = cause(failure, SQLException.class);
    if (sql.isPresent()) {
      String state = sql.get().getSQLState();
      return state == null || state.length() < 2 || !LASTING.contains(state.substring(0, 2));
    }
    return cause(failure, RollbackException.class).isPresent()
        || cause(failure, SystemException.class).isPresent();
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
