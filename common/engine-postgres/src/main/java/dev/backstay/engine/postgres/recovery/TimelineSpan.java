package dev.backstay.engine.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;

/** A range of WAL on one timeline: from its first position to the one behind its last. */
public record TimelineSpan(int timeline, Lsn start, Lsn end) {
  public TimelineSpan {
    if (start.compareTo(end) > 0) {
      throw new IllegalArgumentException("a span ends before it starts: " + start + ", " + end);
    }
  }

  public boolean isEmpty() {
    return start.equals(end);
  }

  @Override
  public String toString() {
    return "%s to %s on timeline %d".formatted(start, end, timeline);
  }
}
