package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.Lsn;

/** A piece of log: from a position to the first one after it. Never empty. */
public record LogRange(Lsn from, Lsn to) implements Comparable<LogRange> {
  public LogRange {
    if (from.compareTo(to) >= 0) {
      throw new IllegalArgumentException("no log from " + from + " to " + to);
    }
  }

  /** How many bytes it has. */
  public long bytes() {
    return to.minus(from);
  }

  /** Whether all of the other lies in it. */
  public boolean covers(LogRange other) {
    return from.compareTo(other.from) <= 0 && other.to.compareTo(to) <= 0;
  }

  /** Whether a position lies in it, or is its end. */
  public boolean reaches(Lsn position) {
    return from.compareTo(position) <= 0 && position.compareTo(to) <= 0;
  }

  /** Whether the two have a byte in common. */
  public boolean overlaps(LogRange other) {
    return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
  }

  @Override
  public int compareTo(LogRange other) {
    int order = from.compareTo(other.from);
    return order == 0 ? to.compareTo(other.to) : order;
  }

  @Override
  public String toString() {
    return from + ".." + to;
  }
}
