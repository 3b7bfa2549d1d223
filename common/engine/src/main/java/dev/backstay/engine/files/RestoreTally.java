package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a restore has done so far, counted by all its threads. */
final class RestoreTally {
  final LongAdder directories = new LongAdder();
  final LongAdder files = new LongAdder();
  final LongAdder hardLinks = new LongAdder();
  final LongAdder symlinks = new LongAdder();
  final LongAdder specials = new LongAdder();
  final LongAdder socketsSkipped = new LongAdder();
  final LongAdder bytesWritten = new LongAdder();
  final LongAdder bytesSparse = new LongAdder();
  final LongAdder ownersKept = new LongAdder();
  final LongAdder attributesSkipped = new LongAdder();
  private final LongAdder problemCount = new LongAdder();
  private final List<RestoreProblem> problems = new ArrayList<>();

  void problem(EntryPath path, BackstayException cause) {
    problemCount.increment();
    synchronized (problems) {
      if (problems.size() < RestoreOutcome.MAX_PROBLEMS) {
        problems.add(new RestoreProblem(path, cause));
      }
    }
  }

  RestoreOutcome outcome() {
    synchronized (problems) {
      return new RestoreOutcome(
          directories.sum(),
          files.sum(),
          hardLinks.sum(),
          symlinks.sum(),
          specials.sum(),
          socketsSkipped.sum(),
          bytesWritten.sum(),
          bytesSparse.sum(),
          ownersKept.sum(),
          attributesSkipped.sum(),
          problemCount.sum(),
          problems);
    }
  }
}
