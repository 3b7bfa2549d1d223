package dev.backstay.engine.postgres.logical;

import java.util.List;

/** One act of restoring a database, in words and as a value, so that a plan can be looked at. */
sealed interface RestoreStep {
  /** Statements run one by one in the maintenance database. */
  record Create(List<String> statements) implements RestoreStep {
    public Create {
      statements = List.copyOf(statements);
    }
  }

  /** Statements run one by one in the database that is restored to. */
  record Run(List<String> statements) implements RestoreStep {
    public Run {
      statements = List.copyOf(statements);
    }
  }

  /**
   * pg_restore loads the archive.
   *
   * @param replace whether it drops what is there first
   */
  record Load(boolean replace, int jobs) implements RestoreStep {}

  /** Statistics for the planner, which a dump does not hold. */
  record Analyze() implements RestoreStep {}

  /** The rows are counted and compared with the dump's record. */
  record Compare() implements RestoreStep {}

  /** What was restored takes the place of a database, which goes with all sessions on it. */
  record Replace(String database) implements RestoreStep {}
}
