package dev.backstay.calendar;

import dev.backstay.contract.policy.BlackoutWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random windows that leave some of each day free, and what they mean by the wall clock alone. */
public record RandomBlackout(List<BlackoutWindow> windows, ZoneId zone) {
  private static final int MINUTES_A_DAY = 24 * 60;

  /** Two windows of less than half a day never cover a whole one. */
  private static final int LONGEST_WINDOW = 12 * 60;

  public static RandomBlackout of(Random random, ZoneId zone) {
    List<BlackoutWindow> windows = new ArrayList<>();
    for (int window = random.nextInt(3); window > 0; window--) {
      Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
      for (int day = random.nextInt(7); day >= 0; day--) {
        days.add(DayOfWeek.of(random.nextInt(1, 8)));
      }
      int from = random.nextBoolean() ? random.nextInt(200) : random.nextInt(MINUTES_A_DAY);
      int until = (from + random.nextInt(1, LONGEST_WINDOW)) % MINUTES_A_DAY;
      windows.add(new BlackoutWindow(days, time(from), time(until)));
    }
    return new RandomBlackout(windows, zone);
  }

  private static LocalTime time(int minute) {
    return LocalTime.of(minute / 60, minute % 60);
  }

  public boolean covers(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, zone);
    DayOfWeek today = time.getDayOfWeek();
    LocalTime clock = time.toLocalTime();
    return windows.stream()
        .anyMatch(window -> {
          boolean begun = !clock.isBefore(window.from());
          boolean ended = !clock.isBefore(window.until());
          if (window.from().isBefore(window.until())) {
            return window.days().contains(today) && begun && !ended;
          }
          return (window.days().contains(today) && begun)
              || (window.days().contains(today.minus(1)) && !ended);
        });
  }

  /** The first whole minute from an instant on that no window covers. */
  public Instant release(Instant minute) {
    Instant free = minute;
    while (covers(free)) {
      free = free.plus(Duration.ofMinutes(1));
    }
    return free;
  }
}
