package dev.backstay.scheduler.due;

import dev.backstay.calendar.Blackout;
import dev.backstay.calendar.CronCalendar;
import dev.backstay.calendar.Moments;
import dev.backstay.calendar.OutsideBlackout;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Schedule;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.scheduler.Series;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** When each source of a policy is due, blackouts included. Immutable; made once for a policy. */
public final class Agenda {
  private final SortedMap<Series, Moments> moments =
      new TreeMap<>(Comparator.comparing(Series::source).thenComparing(Series::kind));

  private final Map<SourceName, Blackout> blackouts = new TreeMap<>();

  private Agenda(Map<SourceName, Schedule> schedules) {
    schedules.forEach((source, schedule) -> {
      Blackout blackout = new Blackout(schedule.blackout(), schedule.timeZone());
      blackouts.put(source, blackout);
      schedule
          .due()
          .forEach((kind, cron) ->
              moments.put(
                  new Series(source, kind),
                  new OutsideBlackout(new CronCalendar(cron, schedule.timeZone()), blackout)));
    });
  }

  public static Agenda of(Policy policy) {
    return of(
        policy.sources().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Source::name, source -> source.protection().schedule())));
  }

  public static Agenda of(Map<SourceName, Schedule> schedules) {
    return new Agenda(schedules);
  }

  /** What is due by itself at all, ordered by source and kind. */
  public Set<Series> series() {
    return Collections.unmodifiableSet(moments.keySet());
  }

  /** When backups of a series are due; empty when none is due by itself. */
  public Optional<Moments> moments(Series series) {
    return Optional.ofNullable(moments.get(series));
  }

  /** Whether no scheduled backup of a source may start now. */
  public boolean blackedOut(SourceName source, Instant now) {
    return Optional.ofNullable(blackouts.get(source))
        .filter(blackout -> blackout.covers(now))
        .isPresent();
  }

  /** When each source is due next, whatever the kind; without those that never are. */
  public SortedMap<SourceName, Instant> nextDue(Instant now) {
    SortedMap<SourceName, Instant> next = new TreeMap<>();
    moments.forEach((series, calendar) ->
        calendar
            .next(now)
            .ifPresent(
                moment -> next.merge(series.source(), moment, (a, b) -> a.isBefore(b) ? a : b)));
    return Collections.unmodifiableSortedMap(next);
  }
}
