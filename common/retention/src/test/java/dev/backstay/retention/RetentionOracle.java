package dev.backstay.retention;

import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Retention said once more, from the definitions and without regard for speed: each backup is held
 * against all others for each rule. Shares no code with what it judges.
 */
final class RetentionOracle {
  private final RetentionRules rules;
  private final List<KnownBackup> all;
  private final Instant now;

  RetentionOracle(RetentionRules rules, List<KnownBackup> all, Instant now) {
    this.rules = rules;
    this.all = all;
    this.now = now;
  }

  Set<KnownBackup> kept() {
    Set<KnownBackup> kept = new HashSet<>(all);
    kept.removeIf(backup -> !isKept(backup));
    return kept;
  }

  private boolean isKept(KnownBackup backup) {
    Retention retention = rules.retention();
    Retention.Generations generations = retention.generations();
    boolean held =
        retention.legalHold()
            || backup.tags().contains("hold")
            || retention.keepTags().stream().anyMatch(backup.tags()::contains)
            || backup.state() == BackupState.UNFINISHED
            || backup.capturedAt().compareTo(now) > 0
            || isRecent(backup);
    return held
        || all.stream().noneMatch(other -> isLike(other, backup) && isVerified(other))
        || (isCounted(backup)
            && (newerThan(backup) == 0
                || newerThan(backup) < retention.keepLast()
                || (isVerified(backup) && newerVerifiedThan(backup) == 0)
                || isGeneration(backup, day -> day, generations.daily())
                || isGeneration(backup, RetentionOracle::monday, generations.weekly())
                || isGeneration(backup, YearMonth::from, generations.monthly())
                || isGeneration(backup, LocalDate::getYear, generations.yearly())));
  }

  private boolean isRecent(KnownBackup backup) {
    int days = rules.retention().keepDays();
    Instant oldest =
        ZonedDateTime.ofInstant(now, rules.timeZone()).minus(Period.ofDays(days)).toInstant();
    return days > 0 && backup.capturedAt().compareTo(oldest) >= 0;
  }

  private boolean isGeneration(
      KnownBackup backup, Function<LocalDate, Object> period, int generations) {
    if (!isLastOf(backup, period)) {
      return false;
    }
    long newer =
        all.stream().filter(other -> isNewer(other, backup) && isLastOf(other, period)).count();
    return newer < generations;
  }

  private boolean isLastOf(KnownBackup backup, Function<LocalDate, Object> period) {
    Object mine = period.apply(dayOf(backup));
    return all.stream()
        .noneMatch(other -> isNewer(other, backup) && period.apply(dayOf(other)).equals(mine));
  }

  private static Object monday(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private LocalDate dayOf(KnownBackup backup) {
    Instant instant = backup.capturedAt();
    return LocalDateTime.ofEpochSecond(
            instant.getEpochSecond(),
            instant.getNano(),
            rules.timeZone().getRules().getOffset(instant))
        .toLocalDate();
  }

  private long newerThan(KnownBackup backup) {
    return all.stream().filter(other -> isNewer(other, backup)).count();
  }

  private long newerVerifiedThan(KnownBackup backup) {
    return all.stream().filter(other -> isNewer(other, backup) && isVerified(other)).count();
  }

  /** Whether the other is a counted one of the same series and newer. */
  private boolean isNewer(KnownBackup other, KnownBackup backup) {
    int order = other.capturedAt().compareTo(backup.capturedAt());
    return isLike(other, backup)
        && isCounted(other)
        && (order > 0 || (order == 0 && other.id().compareTo(backup.id()) > 0));
  }

  private static boolean isLike(KnownBackup other, KnownBackup backup) {
    return group(other) == group(backup);
  }

  private static int group(KnownBackup backup) {
    return switch (backup.kind()) {
      case FULL, INCREMENTAL -> 0;
      case LOGICAL -> 1;
      case SCHEMA -> 2;
      case WAL -> 3;
    };
  }

  private boolean isCounted(KnownBackup backup) {
    return backup.state() == BackupState.COMPLETE && backup.capturedAt().compareTo(now) <= 0;
  }

  private boolean isVerified(KnownBackup backup) {
    return isCounted(backup)
        && backup
            .proven()
            .filter(EnumSet.range(rules.asked(), VerificationLevel.L3)::contains)
            .isPresent();
  }
}
