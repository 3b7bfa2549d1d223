package dev.backstay.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The oracle: someone who looks at the wall clock every minute, and knows no rule but what it shows
 * and showed. For zones whose clocks differ by whole minutes, as all do since 1972.
 */
public final class WallClock {
  /** Longer than any clock was ever set back. */
  private static final Duration MEMORY = Duration.ofDays(2);

  private WallClock() {}

  /**
   * The minutes of {@code (from, until]} in which a calendar has a moment.
   *
   * @param matches the times on the wall clock that the calendar names
   * @param interval whether a time that is shown again counts again
   */
  public static List<Instant> moments(
      Predicate<LocalDateTime> matches,
      boolean interval,
      ZoneId zone,
      Instant from,
      Instant until) {
    List<Instant> moments = new ArrayList<>();
    Set<LocalDateTime> shown = new HashSet<>();
    LocalDateTime before = LocalDateTime.ofInstant(from.minus(MEMORY), zone).minusMinutes(1);
    for (Instant minute = from.minus(MEMORY);
        !minute.isAfter(until);
        minute = minute.plus(Duration.ofMinutes(1))) {
      LocalDateTime time = LocalDateTime.ofInstant(minute, zone);
      boolean due = (shown.add(time) || interval) && matches.test(time);
      for (LocalDateTime skipped = before.plusMinutes(1);
          skipped.isBefore(time);
          skipped = skipped.plusMinutes(1)) {
        due |= matches.test(skipped);
      }
      if (due && minute.isAfter(from)) {
        moments.add(minute);
      }
      before = time;
    }
    return moments;
  }
}
