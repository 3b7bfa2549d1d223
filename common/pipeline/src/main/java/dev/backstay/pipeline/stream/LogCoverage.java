package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.Lsn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which log of one timeline is held: ranges in order, none of which touches the next. What is
 * between two of them is a gap.
 */
public record LogCoverage(List<LogRange> ranges) {
  public static final LogCoverage NOTHING = new LogCoverage(List.of());

  public LogCoverage {
    ranges = List.copyOf(ranges);
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i - 1).to().compareTo(ranges.get(i).from()) >= 0) {
        throw new IllegalArgumentException(
            "not apart: " + ranges.get(i - 1) + " and " + ranges.get(i));
      }
    }
  }

  /** What pieces in any order hold together, doubled and overlapping ones too. */
  public static LogCoverage of(Collection<LogRange> pieces) {
    List<LogRange> joined = new ArrayList<>();
    for (LogRange piece : pieces.stream().sorted().toList()) {
      LogRange last = joined.isEmpty() ? null : joined.getLast();
      if (last == null || piece.from().compareTo(last.to()) > 0) {
        joined.add(piece);
      } else if (piece.to().compareTo(last.to()) > 0) {
        joined.set(joined.size() - 1, new LogRange(last.from(), piece.to()));
      }
    }
    return new LogCoverage(joined);
  }

  /** This and another. */
  public LogCoverage plus(LogCoverage other) {
    if (other.ranges.stream().allMatch(this::covers)) {
      return this;
    }
    return of(Stream.concat(ranges.stream(), other.ranges.stream()).toList());
  }

  /** This without a piece. */
  public LogCoverage minus(LogRange piece) {
    List<LogRange> left = new ArrayList<>();
    for (LogRange range : ranges) {
      if (!range.overlaps(piece)) {
        left.add(range);
        continue;
      }
      if (range.from().isBefore(piece.from())) {
        left.add(new LogRange(range.from(), piece.from()));
      }
      if (range.to().isAfter(piece.to())) {
        left.add(new LogRange(piece.to(), range.to()));
      }
    }
    return new LogCoverage(left);
  }

  /** Whether all of a piece is held. */
  public boolean covers(LogRange piece) {
    return ranges.stream().anyMatch(range -> range.covers(piece));
  }

  /** The range in which a position lies, or which ends there. */
  public Optional<LogRange> around(Lsn position) {
    return ranges.reversed().stream().filter(range -> range.reaches(position)).findFirst();
  }

  /** The range with the newest log. */
  public Optional<LogRange> newest() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.getLast());
  }

  /** What is missing between the oldest and the newest. */
  public List<LogRange> gaps() {
    List<LogRange> gaps = new ArrayList<>();
    for (int i = 1; i < ranges.size(); i++) {
      gaps.add(new LogRange(ranges.get(i - 1).to(), ranges.get(i).from()));
    }
    return gaps;
  }
}
