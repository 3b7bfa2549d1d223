package dev.backstay.pipeline;

import dev.backstay.engine.RestoreOutcome;
import java.time.Duration;
import java.util.List;

/**
 * What a restore did.
 *
 * @param bytes of the restored files
 * @param verified whether all of it was read again and found to be what the snapshot holds
 * @param problemCount how many entries were not restored as they were
 * @param problems the first of them
 */
public record RestoreReport(
    RestoreOutcome outcome,
    long files,
    long directories,
    long bytes,
    boolean verified,
    Duration elapsed,
    long problemCount,
    List<Problem> problems) {
  public RestoreReport {
    problems = List.copyOf(problems);
  }

  /** Whether everything asked for was restored as it was. */
  public boolean isComplete() {
    return problemCount == 0;
  }
}
