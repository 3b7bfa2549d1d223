package dev.backstay.contract.stream;

/** What every piece of a stream keeps to. */
public final class Timelines {
  private Timelines() {}

  /** Timelines count from 1, and each promotion of a standby begins a new one. */
  public static void check(int timeline) {
    if (timeline < 1) {
      throw new IllegalArgumentException("timelines count from 1, not " + timeline);
    }
  }

  /** A piece does not end before it begins. */
  public static void check(StreamPosition from, StreamPosition to) {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(to + " lies before " + from);
    }
  }
}
