package dev.backstay.servicekit.work;

import java.time.Duration;

/**
 * The places in which slots take jobs and run them: as many as jobs at once. A slot whose job waits
 * for its next try gives its place to another, and gets one again before those who would take a new
 * job. Safe for any number of threads.
 */
final class Places {
  private int free;
  private int returning;

  Places(int number) {
    this.free = number;
  }

  /** For one slot, in none of the places yet. */
  Place place() {
    return new Place();
  }

  private synchronized boolean enter(Duration wait, boolean returns) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    returning += returns ? 1 : 0;
    try {
      while (free == 0 || (!returns && returning > 0)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      free--;
      return true;
    } finally {
      returning -= returns ? 1 : 0;
    }
  }

  private synchronized void leave() {
    free++;
    notifyAll();
  }

  /** Whether a job waits for a place and all are taken: who has nothing to do leaves his. */
  synchronized boolean isAwaited() {
    return returning > 0 && free == 0;
  }

  /** Where one slot is. Confined to its thread. */
  final class Place {
    private boolean held;

    /** Waits a while for a place in which to take a job; whether it has one. */
    boolean enter(Duration wait) throws InterruptedException {
      held = held || Places.this.enter(wait, false);
      return held;
    }

    /** Waits a while for a place for the job in hand; whether it has one. */
    boolean comeBack(Duration wait) throws InterruptedException {
      held = held || Places.this.enter(wait, true);
      return held;
    }

    /** Leaves the place, if it has one. */
    void leave() {
      if (held) {
        held = false;
        Places.this.leave();
      }
    }
  }
}
