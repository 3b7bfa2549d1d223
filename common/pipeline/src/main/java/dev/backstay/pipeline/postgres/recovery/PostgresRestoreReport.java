package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.pipeline.RestoreReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a restore of a cluster did. The server that starts on it does the rest.
 *
 * @param files of the backup
 * @param segments of log that were brought beside what the backup holds
 * @param logBytes of them
 * @param removed entries that were in the directory and not in the backup
 * @param log the folder in the data directory that the recovery fetches from, where it needs any
 * @param madeUp configuration files that the backup came without
 * @param stopsByTarget whether the server stops at the target; else the log ends there by itself
 */
public record PostgresRestoreReport(
    RecoveryPlan plan,
    Path data,
    RestoreReport files,
    int segments,
    long logBytes,
    long removed,
    Optional<Path> log,
    List<String> madeUp,
    boolean stopsByTarget,
    Duration elapsed) {
  public PostgresRestoreReport {
    madeUp = List.copyOf(madeUp);
  }
}
