package dev.backstay.calendar;

import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.CronFields;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moments of a cron expression in a time zone: each minute of the wall clock that the
 * expression matches, as the instant at which the clock shows it. Where the clock is changed,
 *
 * <ul>
 *   <li><b>a time it skips</b> happens at the first instant after the gap. Several times in one gap
 *       happen there together, once, and together with a moment that falls on that instant anyway.
 *       So no gap ever loses a backup, nor makes the wait between two longer;
 *   <li><b>a time it shows twice</b> happens once, when it is shown first, unless the expression is
 *       an {@linkplain CronFields#interval interval} (its hour field begins with {@code *}). An
 *       interval counts real time and happens both times.
 * </ul>
 *
 * This is what cron promises for changes of less than three hours, with two differences: it holds
 * for changes of any length, a day that a zone leaves out included; and cron drops the skipped
 * times of expressions with a {@code *}, which a backup cannot afford.
 */
public final class CronCalendar implements Moments {
  /**
   * How far ahead a moment is looked for. The rarest expression there is, 29 February on a given
   * day of the week, happens after at most 40 years.
   */
  private static final Duration LOOK_AHEAD = Duration.ofDays(41 * 366);

  private final CronFields fields;
  private final ZoneRules rules;

  public CronCalendar(CronExpression expression, ZoneId zone) {
    this.fields = expression.fields();
    this.rules = zone.getRules();
  }

  /** Walks from change to change of the clock; between two of them wall time follows real time. */
  @Override
  public Optional<Instant> next(Instant after) {
    Instant horizon = after.plus(LOOK_AHEAD);
    LocalDateTime from = nextMinute(at(after));
    ZoneOffsetTransition last = rules.previousTransition(after.plusNanos(1));
    for (Instant instant = after; instant.isBefore(horizon); ) {
      ZoneOffset offset = rules.getOffset(instant);
      ZoneOffsetTransition change = rules.nextTransition(instant);
      LocalDateTime until =
          change == null || change.getInstant().isAfter(horizon)
              ? LocalDateTime.ofInstant(horizon, offset)
              : change.getDateTimeBefore();
      Optional<LocalDateTime> match = match(withoutRepeats(from, last), until);
      if (match.isPresent()) {
        return match.map(time -> time.toInstant(offset));
      }
      if (change == null) {
        return Optional.empty();
      }
      if (change.isGap()
          && match(change.getDateTimeBefore(), change.getDateTimeAfter()).isPresent()) {
        return Optional.of(change.getInstant());
      }
      instant = change.getInstant();
      from = change.getDateTimeAfter();
      last = change;
    }
    return Optional.empty();
  }

  private LocalDateTime at(Instant instant) {
    return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
  }

  private LocalDateTime withoutRepeats(LocalDateTime from, @Nullable ZoneOffsetTransition last) {
    if (last == null || last.isGap() || fields.interval()) {
      return from;
    }
    LocalDateTime repeated = last.getDateTimeBefore();
    return from.isBefore(repeated) ? repeated : from;
  }

  /** The first time in {@code [from, until)} that the expression matches. */
  private Optional<LocalDateTime> match(LocalDateTime from, LocalDateTime until) {
    LocalDateTime first =
        from.equals(from.truncatedTo(ChronoUnit.MINUTES)) ? from : nextMinute(from);
    LocalTime earliest = first.toLocalTime();
    for (LocalDate day = first.toLocalDate();
        !day.isAfter(until.toLocalDate());
        day = day.plusDays(1)) {
      Optional<LocalTime> time = fields.includes(day) ? match(earliest) : Optional.empty();
      if (time.isPresent()) {
        return time.map(day::atTime).filter(match -> match.isBefore(until));
      }
      earliest = LocalTime.MIDNIGHT;
    }
    return Optional.empty();
  }

  /** The first matching time of a day, from a whole minute on. */
  private Optional<LocalTime> match(LocalTime earliest) {
    long minutes = fields.minutes() & (-1L << earliest.getMinute());
    if ((fields.hours() & (1L << earliest.getHour())) != 0 && minutes != 0) {
      return Optional.of(LocalTime.of(earliest.getHour(), Long.numberOfTrailingZeros(minutes)));
    }
    long hours = fields.hours() & (-2L << earliest.getHour());
    return hours == 0
        ? Optional.empty()
        : Optional.of(
            LocalTime.of(
                Long.numberOfTrailingZeros(hours), Long.numberOfTrailingZeros(fields.minutes())));
  }

  private static LocalDateTime nextMinute(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
  }
}
