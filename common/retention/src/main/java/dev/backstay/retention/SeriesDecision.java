package dev.backstay.retention;

import dev.backstay.contract.policy.Retention;
import dev.backstay.retention.PeriodUnit.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The decision about one series while it is made: rule after rule adds its reasons to the backups
 * it keeps, and what has none at the end is removed. Owned by the calling thread, used once.
 */
final class SeriesDecision {
  private final RetentionRules rules;
  private final Retention retention;
  private final Series series;
  private final StreamWindow window;
  private final Instant now;
  private final List<KnownBackup> backups;
  private final List<KnownBackup> counted;
  private final Map<UUID, List<KeepReason>> reasons = new HashMap<>();

  SeriesDecision(
      RetentionRules rules,
      Series series,
      List<KnownBackup> backups,
      StreamWindow window,
      Instant now) {
    this.rules = rules;
    this.window = window;
    this.retention = rules.retention();
    this.series = series;
    this.now = now;
    this.backups = backups.stream().sorted(KnownBackup.NEWEST_FIRST).toList();
    this.counted = this.backups.stream().filter(backup -> rules.isCounted(backup, now)).toList();
  }

  /** One decision for each backup, the newest first. */
  List<Decision> decide() {
    backups.forEach(
        backup -> Holds.on(backup, retention, now).forEach(reason -> keep(backup, reason)));
    keepNewestAndLastVerified();
    keepWhereTheStreamBegins();
    keepRecent();
    keepLast();
    Retention.Generations generations = retention.generations();
    keepLastOfEach(PeriodUnit.DAY, generations.daily());
    keepLastOfEach(PeriodUnit.WEEK, generations.weekly());
    keepLastOfEach(PeriodUnit.MONTH, generations.monthly());
    keepLastOfEach(PeriodUnit.YEAR, generations.yearly());
    keepAllWhereNothingIsVerified();
    return backups.stream().map(this::decisionOn).toList();
  }

  private void keepNewestAndLastVerified() {
    if (!counted.isEmpty()) {
      keep(counted.getFirst(), new KeepReason.Newest(series));
    }
    lastVerified()
        .ifPresent(backup ->
            keep(backup, new KeepReason.LastVerified(series, backup.proven().orElseThrow())));
  }

  /** Without it, the stream that is kept would bring back nothing. */
  private void keepWhereTheStreamBegins() {
    counted.stream()
        .filter(window::beginsWith)
        .forEach(backup -> keep(backup, new KeepReason.StreamBegins(retention.streamDays())));
  }

  /** By the calendar: to the same time of day so many days ago, whatever clocks did meanwhile. */
  private void keepRecent() {
    if (retention.keepDays() == 0) {
      return;
    }
    Instant oldest = now.atZone(rules.timeZone()).minusDays(retention.keepDays()).toInstant();
    for (KnownBackup backup : backups) {
      if (!backup.capturedAt().isAfter(now) && !backup.capturedAt().isBefore(oldest)) {
        keep(backup, new KeepReason.WithinDays(retention.keepDays()));
      }
    }
  }

  private void keepLast() {
    int count = Math.min(retention.keepLast(), counted.size());
    for (int place = 1; place <= count; place++) {
      keep(counted.get(place - 1), new KeepReason.AmongLast(series, place, retention.keepLast()));
    }
  }

  /**
   * Periods are told apart by name and not by a change of name: where clocks are put back over
   * midnight, a day is entered twice.
   */
  private void keepLastOfEach(PeriodUnit unit, int count) {
    Set<Period> seen = new HashSet<>();
    for (KnownBackup backup : counted) {
      if (seen.size() == count) {
        return;
      }
      Period period = unit.periodOf(backup.capturedAt().atZone(rules.timeZone()).toLocalDate());
      if (seen.add(period)) {
        keep(backup, new KeepReason.LastOfPeriod(series, period, seen.size(), count));
      }
    }
  }

  private void keepAllWhereNothingIsVerified() {
    if (lastVerified().isPresent()) {
      return;
    }
    for (KnownBackup backup : backups) {
      if (!reasons.containsKey(backup.id())) {
        keep(backup, new KeepReason.NothingVerified(series, rules.asked()));
      }
    }
  }

  private Optional<KnownBackup> lastVerified() {
    return counted.stream().filter(backup -> rules.isVerified(backup, now)).findFirst();
  }

  private void keep(KnownBackup backup, KeepReason reason) {
    reasons.computeIfAbsent(backup.id(), _ -> new ArrayList<>()).add(reason);
  }

  private Decision decisionOn(KnownBackup backup) {
    List<KeepReason> found = reasons.get(backup.id());
    return found == null
        ? new Decision.Remove(backup, whyRemoved(backup))
        : new Decision.Keep(backup, found);
  }

  private RemoveReason whyRemoved(KnownBackup backup) {
    long days = Duration.between(backup.capturedAt(), now).toDays();
    return switch (backup.state()) {
      case COMPLETE -> new RemoveReason.Expired(days);
      case FAILED -> new RemoveReason.Failed(days);
      case DAMAGED -> new RemoveReason.Damaged(days);
      case UNFINISHED -> throw new IllegalStateException("an unfinished backup is always kept");
    };
  }
}
