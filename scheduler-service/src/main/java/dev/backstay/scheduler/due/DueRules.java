package dev.backstay.scheduler.due;

import dev.backstay.calendar.Moments;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.scheduler.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is due, as a pure function of agenda, state and time. The state is one instant for each
 * series: up to it nothing is left to ask for. The rules, in order:
 *
 * <ol>
 *   <li>Inside a blackout nothing is asked for and nothing is forgotten.
 *   <li>Every moment since the state that is at most {@link #PUNCTUAL} old is asked for.
 *   <li>Older ones were missed. Only the newest is caught up, and only when no punctual one is
 *       there: one backup now is worth as much as all that were missed.
 *   <li>An incremental backup is needless when a full one is due at the same instant; one to catch
 *       up also when a full one was due after it.
 * </ol>
 *
 * A backup's id follows from source, kind and moment, so whoever decides the same, in another
 * replica or after a restart, asks for the same backup. That is why the state needs no database and
 * may be old or lost: the worst it leads to is a second request of a backup that is there.
 *
 * @param catchUp how far back a missed moment is looked for in a series without state
 */
public record DueRules(Duration catchUp) {
  /**
   * How old a moment may be to count as on time. Longer than the minute between two looks at the
   * clock, so that a late look misses nothing of a calendar that is due every minute.
   */
  public static final Duration PUNCTUAL = Duration.ofMinutes(2);

  /** Beyond it a missed backup says nothing about the source of today. */
  private static final Duration MAX_CATCH_UP = Duration.ofDays(366);

  public DueRules {
    if (catchUp.compareTo(PUNCTUAL) < 0 || catchUp.compareTo(MAX_CATCH_UP) > 0) {
      throw new IllegalArgumentException(
          "missed backups are caught up for %s to %s, not %s"
              .formatted(PUNCTUAL, MAX_CATCH_UP, catchUp));
    }
  }

  /** What to ask for now, and the state once that is done. */
  public Decision decide(Agenda agenda, Map<Series, Instant> settled, Instant now) {
    List<BackupRequested> requests = new ArrayList<>();
    Map<Series, Instant> after = new HashMap<>();
    for (Series series : agenda.series()) {
      Instant since = since(settled.get(series), now);
      if (agenda.blackedOut(series.source(), now)) {
        after.put(series, since);
      } else {
        requests.addAll(due(agenda, series, since, now));
        after.put(series, later(since, now));
      }
    }
    return new Decision(requests, after);
  }

  /**
   * Where to begin. A state well in the future was left by a clock that ran ahead, and must not
   * silence the series until then: it counts as none.
   */
  private Instant since(@Nullable Instant settled, Instant now) {
    return settled == null || settled.isAfter(now.plus(PUNCTUAL)) ? now.minus(catchUp) : settled;
  }

  private static List<BackupRequested> due(
      Agenda agenda, Series series, Instant since, Instant now) {
    Optional<Moments> moments = agenda.moments(series);
    if (moments.isEmpty()) {
      return List.of();
    }
    Instant punctual = later(since, now.minus(PUNCTUAL));
    List<Instant> onTime = moments.get().between(punctual, now).toList();
    if (!onTime.isEmpty()) {
      return onTime.stream()
          .filter(moment -> !isNeedless(agenda, series, moment, moment))
          .map(moment -> request(series, moment, Trigger.SCHEDULE))
          .toList();
    }
    return moments
        .get()
        .newest(since, punctual)
        .filter(moment -> !isNeedless(agenda, series, moment, now))
        .map(moment -> request(series, moment, Trigger.CATCH_UP))
        .stream()
        .toList();
  }

  /** Whether a full backup due in {@code [moment, until]} takes the place of an incremental one. */
  private static boolean isNeedless(Agenda agenda, Series series, Instant moment, Instant until) {
    return series.kind() == BackupKind.INCREMENTAL
        && agenda
            .moments(new Series(series.source(), BackupKind.FULL))
            .flatMap(full -> full.newest(moment.minusNanos(1), until))
            .isPresent();
  }

  private static BackupRequested request(Series series, Instant moment, Trigger trigger) {
    return new BackupRequested(
        BackupId.scheduled(series.source(), series.kind(), moment),
        1,
        series.source(),
        series.kind(),
        moment,
        trigger,
        List.of());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
