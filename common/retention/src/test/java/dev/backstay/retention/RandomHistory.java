package dev.backstay.retention;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Retention.Generations;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A policy, a past and an instant to decide at, made from a seed: bursts and gaps, equal instants,
 * midnights and turns of the year, time zones with odd habits, backups ahead of the clock.
 */
record RandomHistory(RetentionRules rules, List<KnownBackup> backups, Instant now) {
  private static final List<String> TAGS = List.of("hold", "release", "nightly", "v1");
  private static final List<VerificationLevel> LEVELS = List.of(VerificationLevel.values());
  private static final List<BackupKind> KINDS = List.of(BackupKind.values());
  private static final List<BackupKind> COMMON = List.of(BackupKind.FULL, BackupKind.WAL);
  private static final List<BackupState> STATES = List.of(BackupState.values());
  private static final List<Duration> STEPS =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(20),
          Duration.ofHours(1),
          Duration.ofHours(11),
          Duration.ofDays(1),
          Duration.ofDays(6),
          Duration.ofDays(40));

  /** Zones that change clocks at midnight, that lost a whole day, or that never change. */
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/St_Johns",
          "America/Sao_Paulo",
          "Pacific/Apia",
          "Asia/Kathmandu");

  private static final int MAX_BACKUPS = 60;

  RandomHistory {
    backups = List.copyOf(backups);
  }

  static RandomHistory of(Random random) {
    ZoneId zone = ZoneId.of(pick(ZONES, random));
    Instant start =
        Instant.parse("%d-12-20T00:00:00Z".formatted(random.nextInt(2005, 2030)))
            .plus(Duration.ofHours(random.nextInt(24 * 365)));
    List<KnownBackup> backups = new ArrayList<>();
    Instant at = start;
    for (int i = random.nextInt(MAX_BACKUPS); i > 0; i--) {
      at = at.plus(pick(STEPS, random));
      backups.add(backup(at, random));
    }
    Instant now = at.plus(Duration.ofHours(random.nextInt(-48, 24 * 20)));
    VerificationLevel asked = pick(LEVELS, random);
    return new RandomHistory(new RetentionRules(retention(random), asked, zone), backups, now);
  }

  RetentionPlan plan() {
    return rules.decide(backups, now);
  }

  RandomHistory with(Retention retention) {
    return new RandomHistory(
        new RetentionRules(retention, rules.asked(), rules.timeZone()), backups, now);
  }

  private static KnownBackup backup(Instant at, Random random) {
    BackupKind kind = random.nextInt(4) > 0 ? pick(COMMON, random) : pick(KINDS, random);
    Set<String> tags = new HashSet<>(place(kind, at, random));
    if (random.nextInt(8) == 0) {
      tags.add(pick(TAGS, random));
    }
    return new KnownBackup(
        new UUID(random.nextLong(), random.nextLong()),
        new SourceName("orders"),
        kind,
        at,
        tags,
        random.nextInt(3) == 0 ? Optional.empty() : Optional.of(pick(LEVELS, random)),
        random.nextInt(4) > 0 ? BackupState.COMPLETE : pick(STATES, random));
  }

  /** Where it stands in a stream that grows with time; some stand nowhere. */
  private static List<String> place(BackupKind kind, Instant at, Random random) {
    var system = new SystemIdentifier(random.nextInt(5) == 0 ? "1" : "2");
    var begin = new StreamPosition(at.getEpochSecond());
    Instant end = at.plus(pick(STEPS, random));
    if (random.nextInt(10) == 0) {
      return List.of();
    }
    return switch (kind) {
      case FULL, INCREMENTAL ->
          new PhysicalBase(system, 1, begin, new StreamPosition(begin.value() + 9), 17, at).tags();
      case WAL ->
          new WalRange(system, 1, begin, new StreamPosition(end.getEpochSecond()), end).tags();
      case LOGICAL, SCHEMA -> List.of();
    };
  }

  static Retention retention(Random random) {
    return new Retention(
        count(random, 40),
        count(random, 8),
        new Generations(count(random, 10), count(random, 6), count(random, 14), count(random, 4)),
        random.nextInt(3) == 0 ? List.of(pick(TAGS, random)) : List.of(),
        count(random, 40),
        random.nextInt(20) == 0);
  }

  /** Often none: a rule that keeps everything hides the others. */
  private static int count(Random random, int limit) {
    return random.nextBoolean() ? 0 : random.nextInt(limit);
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
