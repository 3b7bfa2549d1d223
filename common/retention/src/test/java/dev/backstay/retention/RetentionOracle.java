package dev.backstay.retention;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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
    return backup.kind() == BackupKind.WAL ? isPieceKept(backup) : isBackupKept(backup);
  }

  /** A piece of the stream is kept while it is young, or while recovery goes through it. */
  private boolean isPieceKept(KnownBackup piece) {
    Optional<WalRange> range = WalRange.of(piece.tags());
    boolean failed = piece.state() == BackupState.FAILED;
    return isHeld(piece)
        || all.stream().noneMatch(other -> isWhole(other) && isVerified(other))
        || (failed && piece.capturedAt().compareTo(streamBegin()) >= 0)
        || (!failed && range.isEmpty())
        || (!failed && range.orElseThrow().until().compareTo(streamBegin()) >= 0)
        || (!failed
            && all.stream()
                .filter(base -> isStreamBegin(base) || isEndedStreamBegin(base))
                .anyMatch(base -> leadsThrough(base, range.orElseThrow())));
  }

  /** Whether recovery to some instant of the days of the stream begins with this backup. */
  private boolean isStreamBegin(KnownBackup backup) {
    if (!isBase(backup) || !isLately(placeOf(backup).system())) {
      return false;
    }
    List<KnownBackup> own =
        all.stream()
            .filter(this::isBase)
            .filter(base -> placeOf(base).system().equals(placeOf(backup).system()))
            .toList();
    List<KnownBackup> before =
        own.stream()
            .filter(this::isVerified)
            .filter(base -> placeOf(base).stopped().compareTo(streamBegin()) <= 0)
            .toList();
    return before.isEmpty()
        ? own.stream().noneMatch(base -> isAfter(backup, base))
        : before.contains(backup) && before.stream().noneMatch(base -> isAfter(base, backup));
  }

  /** Behind the last verified backup, or the newest of all, even an old stream is kept. */
  private boolean isEndedStreamBegin(KnownBackup backup) {
    if (!isBase(backup) || isLately(placeOf(backup).system())) {
      return false;
    }
    if (isVerified(backup) && newerVerifiedThan(backup) == 0) {
      return true;
    }
    return newerThan(backup) == 0
        && all.stream()
            .filter(other -> isBase(other) && isVerified(other) && newerVerifiedThan(other) == 0)
            .noneMatch(other -> placeOf(other).system().equals(placeOf(backup).system()));
  }

  private boolean isLately(SystemIdentifier system) {
    return pieces()
        .anyMatch(
            piece -> piece.system().equals(system) && piece.until().compareTo(streamBegin()) >= 0);
  }

  private Stream<WalRange> pieces() {
    return all.stream()
        .filter(other -> other.kind() == BackupKind.WAL && isCounted(other))
        .flatMap(other -> WalRange.of(other.tags()).stream());
  }

  private static boolean leadsThrough(KnownBackup base, WalRange piece) {
    PhysicalBase place = placeOf(base);
    return place.system().equals(piece.system())
        && (piece.to().compareTo(place.start()) >= 0
            || piece.until().compareTo(base.capturedAt()) >= 0);
  }

  private boolean isBase(KnownBackup backup) {
    return isWhole(backup) && isCounted(backup) && PhysicalBase.of(backup.tags()).isPresent();
  }

  private static PhysicalBase placeOf(KnownBackup base) {
    return PhysicalBase.of(base.tags()).orElseThrow();
  }

  private static boolean isWhole(KnownBackup backup) {
    return group(backup) == 0;
  }

  private Instant streamBegin() {
    return ZonedDateTime.ofInstant(now, rules.timeZone())
        .minus(Period.ofDays(rules.retention().streamDays()))
        .toInstant();
  }

  private static boolean isAfter(KnownBackup other, KnownBackup backup) {
    int order = other.capturedAt().compareTo(backup.capturedAt());
    return order > 0 || (order == 0 && other.id().compareTo(backup.id()) > 0);
  }

  private boolean isHeld(KnownBackup backup) {
    return rules.retention().legalHold()
        || backup.tags().contains("hold")
        || rules.retention().keepTags().stream().anyMatch(backup.tags()::contains)
        || backup.state() == BackupState.UNFINISHED
        || backup.capturedAt().compareTo(now) > 0;
  }

  private boolean isBackupKept(KnownBackup backup) {
    Retention retention = rules.retention();
    Retention.Generations generations = retention.generations();
    return isHeld(backup)
        || isRecent(backup)
        || isStreamBegin(backup)
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
    return isLike(other, backup) && isCounted(other) && isAfter(other, backup);
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
