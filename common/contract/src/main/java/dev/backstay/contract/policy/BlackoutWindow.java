package dev.backstay.contract.policy;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A part of each named day in which no scheduled backup starts.
 *
 * @param days on which the window begins
 * @param until exclusive; before {@code from} it means the next day
 */
public record BlackoutWindow(Set<DayOfWeek> days, LocalTime from, LocalTime until) {
  public BlackoutWindow {
    if (days.isEmpty()) {
      throw new IllegalArgumentException("a blackout window has at least one day");
    }
    if (from.equals(until)) {
      throw new IllegalArgumentException("a blackout window ends at another time than it begins");
    }
    days = Collections.unmodifiableSet(EnumSet.copyOf(days));
  }
}
