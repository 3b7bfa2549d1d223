package dev.backstay.cli.files;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.Wording;
import dev.backstay.pipeline.Problem;
import java.util.List;

/** How the problems of a run are told. */
final class Problems {
  private Problems() {}

  /**
   * Tells every problem that is known.
   *
   * @param count how many there were, of which a run keeps only the first
   */
  static void tell(Console console, List<Problem> problems, long count) {
    for (Problem problem : problems) {
      console.problem(problem.path(), problem.cause());
    }
    if (count > problems.size()) {
      console.warn(Wording.count(count - problems.size(), "problem") + " more are not listed");
    }
  }
}
