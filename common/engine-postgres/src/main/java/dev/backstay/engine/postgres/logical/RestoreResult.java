package dev.backstay.engine.postgres.logical;

import java.util.List;

/**
 * What a logical restore did.
 *
 * @param tables whose rows were counted after the restore
 * @param rows in them
 * @param problems what is not as in the dump, a sentence each, the first of them
 * @param problemCount how many there are
 * @param leftOut what was left out because it belongs to something that was not restored
 */
public record RestoreResult(
    long tables, long rows, List<String> problems, long problemCount, List<String> leftOut) {
  public RestoreResult {
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
  }

  public boolean isComplete() {
    return problemCount == 0;
  }
}
