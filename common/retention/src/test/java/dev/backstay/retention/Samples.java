package dev.backstay.retention;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Retention.Generations;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Policies and backups for tests. */
final class Samples {
  static final Retention NOTHING =
      new Retention(0, 0, new Generations(0, 0, 0, 0), List.of(), 0, false);

  private Samples() {}

  static Retention days(int days) {
    return new Retention(days, 0, NOTHING.generations(), List.of(), 0, false);
  }

  static Retention last(int count) {
    return new Retention(0, count, NOTHING.generations(), List.of(), 0, false);
  }

  static Retention generations(int daily, int weekly, int monthly, int yearly) {
    Generations generations = new Generations(daily, weekly, monthly, yearly);
    return new Retention(0, 0, generations, List.of(), 0, false);
  }

  static Retention tags(String... tags) {
    return new Retention(0, 0, NOTHING.generations(), List.of(tags), 0, false);
  }

  static Retention legalHold() {
    return new Retention(0, 0, NOTHING.generations(), List.of(), 0, true);
  }

  static RetentionRules rules(Retention retention) {
    return rules(retention, ZoneOffset.UTC);
  }

  static RetentionRules rules(Retention retention, ZoneId timeZone) {
    return new RetentionRules(retention, VerificationLevel.L1, timeZone);
  }

  /** A complete full backup, verified at L1. */
  static KnownBackup verified(String capturedAt) {
    return new KnownBackup(
        UUID.nameUUIDFromBytes(capturedAt.getBytes(StandardCharsets.UTF_8)),
        new SourceName("orders"),
        BackupKind.FULL,
        Instant.parse(capturedAt),
        Set.of(),
        Optional.of(VerificationLevel.L1),
        BackupState.COMPLETE);
  }

  static KnownBackup unverified(String capturedAt) {
    return proven(verified(capturedAt), Optional.empty());
  }

  static KnownBackup proven(KnownBackup of, Optional<VerificationLevel> proven) {
    return new KnownBackup(
        of.id(), of.source(), of.kind(), of.capturedAt(), of.tags(), proven, of.state());
  }

  static KnownBackup tagged(KnownBackup of, String... tags) {
    return new KnownBackup(
        of.id(), of.source(), of.kind(), of.capturedAt(), Set.of(tags), of.proven(), of.state());
  }

  static KnownBackup kind(BackupKind kind, KnownBackup of) {
    return new KnownBackup(
        of.id(), of.source(), kind, of.capturedAt(), of.tags(), of.proven(), of.state());
  }

  static KnownBackup state(BackupState state, KnownBackup of) {
    return new KnownBackup(
        of.id(), of.source(), of.kind(), of.capturedAt(), of.tags(), of.proven(), state);
  }

  static KnownBackup id(long id, KnownBackup of) {
    return new KnownBackup(
        new UUID(0, id),
        of.source(),
        of.kind(),
        of.capturedAt(),
        of.tags(),
        of.proven(),
        of.state());
  }

  /** The instants as they are written, so that a failing test reads like its history. */
  static List<String> instants(Collection<KnownBackup> backups) {
    return backups.stream().map(backup -> backup.capturedAt().toString()).toList();
  }

  static List<KnownBackup> verifiedAll(String... instants) {
    List<KnownBackup> backups = new ArrayList<>();
    for (String instant : instants) {
      backups.add(verified(instant));
    }
    return backups;
  }
}
