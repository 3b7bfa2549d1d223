package dev.backstay.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A series of instants without end, in order and without doubles, made as far as it is asked. */
@FunctionalInterface
public interface Moments {
  /**
   * The first moment after an instant, in bounded time; empty when there is none in as long as the
   * implementation looks ahead.
   */
  Optional<Instant> next(Instant after);

  /** The moments in {@code (from, until]}, in order, each computed when the stream reaches it. */
  default Stream<Instant> between(Instant from, Instant until) {
    return Stream.iterate(next(from), Optional::isPresent, moment -> moment.flatMap(this::next))
        .flatMap(Optional::stream)
        .takeWhile(moment -> !moment.isAfter(until));
  }

  /**
   * The last moment in {@code (from, until]}. Looks back from {@code until} in growing steps, so a
   * long stretch of a busy calendar costs no more than a short one.
   */
  default Optional<Instant> newest(Instant from, Instant until) {
    Duration step = Duration.ofHours(1);
    for (Instant end = until; end.isAfter(from); step = step.multipliedBy(2)) {
      Instant start = end.minus(step);
      start = start.isAfter(from) ? start : from;
      Optional<Instant> newest = between(start, end).reduce((earlier, later) -> later);
      if (newest.isPresent()) {
        return newest;
      }
      end = start;
    }
    return Optional.empty();
  }

  /** Whether an instant is a moment. */
  default boolean contains(Instant instant) {
    return next(instant.minusNanos(1)).filter(instant::equals).isPresent();
  }
}
