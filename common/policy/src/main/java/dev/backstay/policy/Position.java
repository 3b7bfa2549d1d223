package dev.backstay.policy;

import java.util.Comparator;

/**
 * Where in a policy file something is written.
 *
 * @param line counted from 1; 0 for the file as a whole
 * @param column counted from 1, in code points
 * @param keyPath such as {@code sources.orders.schedule.full}; empty outside any key
 */
public record Position(String file, int line, int column, String keyPath)
    implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::file)
          .thenComparingInt(Position::line)
          .thenComparingInt(Position::column)
          .thenComparing(Position::keyPath);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line + ":" + column;
    return keyPath.isEmpty() ? place : place + ": " + keyPath;
  }
}
