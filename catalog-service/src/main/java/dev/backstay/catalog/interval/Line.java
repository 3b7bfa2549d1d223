package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.contract.stream.CompleteUntil;
import dev.backstay.contract.stream.StreamPosition;
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
record Line(StreamPosition from, StreamPosition to, List<Part> parts) {
  Line {
    parts = List.copyOf(parts);
  }

  /** The stretches that parts make together once gaps are cut out, in the order of the stream. */
  static List<Line> of(List<Part> parts, List<Gap> gaps) {
    List<Part> sorted =
        parts.stream()
            .flatMap(part -> cut(part, gaps).stream())
            .sorted(Comparator.comparing(Part::from))
            .toList();
    List<Line> lines = new ArrayList<>();
    List<Part> run = new ArrayList<>();
    StreamPosition end = new StreamPosition(0);
    for (Part part : sorted) {
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
  private static List<Part> cut(Part part, List<Gap> gaps) {
    List<Part> left = List.of(part);
    for (Gap gap : gaps) {
      List<Part> rest = new ArrayList<>();
      for (Part each : left) {
        if (!gap.from().isBefore(each.to()) || !each.from().isBefore(gap.to())) {
          rest.add(each);
          continue;
        }
        if (each.from().isBefore(gap.from())) {
          rest.add(new Part(each.from(), gap.from(), CompleteUntil.UNKNOWN.instant()));
        }
        if (gap.to().isBefore(each.to())) {
          rest.add(new Part(gap.to(), each.to(), each.complete()));
        }
      }
      left = rest;
    }
    return left;
  }

  boolean holds(StreamPosition position) {
    return !position.isBefore(from) && !to.isBefore(position);
  }

  /** Up to when all is there before a position, where a part tells it. */
  Optional<Instant> instantAt(StreamPosition position) {
    return parts.stream()
        .filter(part -> !position.isBefore(part.to()))
        .map(Part::complete)
        .max(Comparator.naturalOrder());
  }

  /** Up to when all is there: log of later instants may be there, and some of it is to come. */
  Instant until() {
    return parts.stream().map(Part::complete).max(Comparator.naturalOrder()).orElseThrow();
  }
}
