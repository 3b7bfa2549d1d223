package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import java.util.ArrayList;
import java.util.List;

/**
 * Problems of a run as they come, from any thread. Keeps the first so many and counts the others.
 */
final class ProblemList {
  /** More than anybody reads; keeps a hopeless run over millions of files within memory. */
  private static final int MAX_PROBLEMS = 10_000;

  private final List<Problem> problems = new ArrayList<>();
  private long count;

  synchronized void add(String path, BackstayException cause) {
    count++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(path, cause));
    }
  }

  synchronized List<Problem> problems() {
    return List.copyOf(problems);
  }

  synchronized long count() {
    return count;
  }
}
