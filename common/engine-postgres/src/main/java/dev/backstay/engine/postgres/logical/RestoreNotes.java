package dev.backstay.engine.postgres.logical;

import java.util.ArrayList;
import java.util.List;

/** What a restore has to tell, as it goes. Confined to its thread. */
final class RestoreNotes {
  /** More than anybody reads. */
  static final int MAX_PROBLEMS = 200;

  private final List<String> problems = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private long problemCount;
  private long tables;
  private long rows;

  void problem(String sentence) {
    problemCount++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(sentence);
    }
  }

  void leftOut(String what) {
    leftOut.add(what);
  }

  /** A table that holds as many rows as its dump, or not. */
  void compared(DumpedTable dumped, DumpedTable restored) {
    tables++;
    rows += restored.rows().orElse(0);
    if (!dumped.rows().equals(restored.rows())) {
      problem(
          "%s has %d rows, the dump %d"
              .formatted(restored.name(), restored.rows().orElse(0), dumped.rows().orElse(0)));
    } else if (!dumped.checksum().equals(restored.checksum())) {
      problem("%s has as many rows as the dump, but not the same".formatted(restored.name()));
    }
  }

  RestoreResult result() {
    return new RestoreResult(tables, rows, problems, problemCount, leftOut);
  }
}
