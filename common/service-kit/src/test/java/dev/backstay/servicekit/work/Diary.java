package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackupRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What workers did, for tests that wait until it is enough. */
final class Diary {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> entries = new ArrayList<>();

  synchronized void note(String who, Job<BackupRequested> job) {
    entries.add(who + ":" + job.event().data().tags().getFirst() + ":" + job.delivery());
    notifyAll();
  }

  synchronized List<String> entries() {
    return List.copyOf(entries);
  }

  synchronized void clear() {
    entries.clear();
  }

  /** The tags of what was done, in order. */
  synchronized List<String> tags() {
    return entries.stream().map(entry -> entry.split(":", -1)[1]).toList();
  }

  void awaitSize(int size) throws InterruptedException {
    await(() -> entries().size() >= size, size + " entries");
  }

  synchronized void await(BooleanSupplier enough, String what) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!enough.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("waited in vain for " + what + "; there is " + entries);
      }
      wait(Math.min(left, 50));
    }
  }
}
