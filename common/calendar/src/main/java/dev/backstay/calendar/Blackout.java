package dev.backstay.calendar;

import dev.backstay.contract.policy.BlackoutWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The times in which no scheduled backup may start. An instant is inside when the wall clock then
 * shows a time inside a window; so a window lasts as long as the clock shows it, an hour less or
 * more on days the clock is changed, and one that only a gap holds never happens. Windows that
 * touch or overlap are one blackout.
 */
public final class Blackout {
  /**
   * The longest blackout that ends. Windows repeat every week, so one that lasts two weeks, room
   * for changes of the clock included, lasts for ever.
   */
  private static final Duration FOREVER = Duration.ofDays(15);

  private final List<BlackoutWindow> windows;
  private final ZoneRules rules;

  public Blackout(List<BlackoutWindow> windows, ZoneId zone) {
    this.windows = List.copyOf(windows);
    this.rules = zone.getRules();
  }

  /** Whether an instant is inside. */
  public boolean covers(Instant instant) {
    return around(local(instant)).findAny().isPresent();
  }

  /**
   * The first instant at or after a given one that is outside; empty when the blackout never ends.
   */
  public Optional<Instant> release(Instant from) {
    Instant instant = from;
    while (instant.isBefore(from.plus(FOREVER))) {
      Optional<LocalDateTime> until =
          around(local(instant)).map(Span::until).max(LocalDateTime::compareTo);
      if (until.isEmpty()) {
        return Optional.of(instant);
      }
      Instant end = until.get().toInstant(rules.getOffset(instant));
      ZoneOffsetTransition change = rules.nextTransition(instant);
      instant = change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
    }
    return Optional.empty();
  }

  /**
   * When the blackout around an instant began; the instant itself when it is outside. Looks back no
   * further than a blackout that ends can last.
   */
  public Instant begin(Instant within) {
    Instant began = within;
    for (Instant instant = within; instant.isAfter(within.minus(FOREVER)); ) {
      Optional<LocalDateTime> from =
          around(local(instant)).map(Span::from).min(LocalDateTime::compareTo);
      if (from.isEmpty()) {
        return began;
      }
      Instant start = from.get().toInstant(rules.getOffset(instant));
      ZoneOffsetTransition change = rules.previousTransition(instant.plusNanos(1));
      began = change != null && change.getInstant().isAfter(start) ? change.getInstant() : start;
      instant = began.minusNanos(1);
    }
    return began;
  }

  private LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
  }

  /** The windows, with their dates, that a time is inside of. A window lasts less than a day. */
  private Stream<Span> around(LocalDateTime time) {
    LocalDate today = time.toLocalDate();
    return windows.stream()
        .flatMap(window ->
            Stream.of(today.minusDays(1), today)
                .filter(day -> window.days().contains(day.getDayOfWeek()))
                .map(day -> Span.of(window, day)))
        .filter(span -> !time.isBefore(span.from()) && time.isBefore(span.until()));
  }

  private record Span(LocalDateTime from, LocalDateTime until) {
    static Span of(BlackoutWindow window, LocalDate day) {
      LocalDate lastDay = window.until().isAfter(window.from()) ? day : day.plusDays(1);
      return new Span(day.atTime(window.from()), lastDay.atTime(window.until()));
    }
  }
}
