package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.WalRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of one timeline without a hole, as one destination holds it.
 *
 * @param parts that it is made of; they may overlap
 */
record Line(StreamPosition from, StreamPosition to, List<WalRange> parts) {
  Line {
    parts = List.copyOf(parts);
  }

  /** The stretches that parts make together once gaps are cut out, in the order of the stream. */
  static List<Line> of(List<WalRange> parts, List<Gap> gaps) {
    List<WalRange> sorted =
        parts.stream()
            .flatMap(part -> cut(part, gaps).stream())
            .sorted(Comparator.comparing(WalRange::from))
            .toList();
    List<Line> lines = new ArrayList<>();
    List<WalRange> run = new ArrayList<>();
    StreamPosition end = new StreamPosition(0);
    for (WalRange part : sorted) {
      if (!run.isEmpty() && end.isBefore(part.from())) {
        lines.add(new Line(run.getFirst().from(), end, run));
        run.clear();
      }
      end = run.isEmpty() ? part.to() : end.max(part.to());
      run.add(part);
    }
    if (!run.isEmpty()) {
      lines.add(new Line(run.getFirst().from(), end, run));
    }
    return lines;
  }

  /** What a gap leaves of a part; nobody knows the instant at which the gap began. */
  private static List<WalRange> cut(WalRange part, List<Gap> gaps) {
    List<WalRange> left = List.of(part);
    for (Gap gap : gaps) {
      List<WalRange> rest = new ArrayList<>();
      for (WalRange each : left) {
        if (!gap.from().isBefore(each.to()) || !each.from().isBefore(gap.to())) {
          rest.add(each);
          continue;
        }
        if (each.from().isBefore(gap.from())) {
          rest.add(
              new WalRange(each.system(), each.timeline(), each.from(), gap.from(), Instant.EPOCH));
        }
        if (gap.to().isBefore(each.to())) {
          rest.add(new WalRange(each.system(), each.timeline(), gap.to(), each.to(), each.until()));
        }
      }
      left = rest;
    }
    return left;
  }

  boolean holds(StreamPosition position) {
    return !position.isBefore(from) && !to.isBefore(position);
  }

  /** The server's time of the newest byte that lies before a position, where a part tells it. */
  Optional<Instant> instantAt(StreamPosition position) {
    return parts.stream()
        .filter(part -> !position.isBefore(part.to()))
        .map(WalRange::until)
        .max(Comparator.naturalOrder());
  }

  /** The server's time of the newest byte. */
  Instant until() {
    return parts.stream().map(WalRange::until).max(Comparator.naturalOrder()).orElseThrow();
  }
}
