package dev.backstay.retention;

import static dev.backstay.retention.Samples.days;
import static dev.backstay.retention.Samples.id;
import static dev.backstay.retention.Samples.instants;
import static dev.backstay.retention.Samples.kind;
import static dev.backstay.retention.Samples.last;
import static dev.backstay.retention.Samples.legalHold;
import static dev.backstay.retention.Samples.proven;
import static dev.backstay.retention.Samples.rules;
import static dev.backstay.retention.Samples.state;
import static dev.backstay.retention.Samples.tagged;
import static dev.backstay.retention.Samples.tags;
import static dev.backstay.retention.Samples.unverified;
import static dev.backstay.retention.Samples.verified;
import static dev.backstay.retention.Samples.verifiedAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.retention.RetentionPlan.Removal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One example for each rule but the calendar's, and for what no rule may undo. */
class RetentionRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void aBackupAsOldAsTheDaysIsKeptAndAnOlderOneIsNot() {
    // Given
    List<KnownBackup> backups =
        verifiedAll(
            "2026-11-22T02:00:00Z",
            "2026-11-20T10:00:00Z",
            "2026-11-20T09:59:59Z",
            "2026-10-12T09:00:00Z");

    // When
    RetentionPlan plan = decide(days(2), backups);

    // Then
    assertThat(plan.explanation())
        .containsExactly(
            "2026-11-22 02:00  full         kept: the newest backup; the last verified backup (L1);"
                + " not older than 2 days",
            "2026-11-20 10:00  full         kept: not older than 2 days",
            "2026-11-20 09:59  full         removed: no rule keeps it after 2 days",
            "2026-10-12 09:00  full         removed: no rule keeps it after 41 days");
  }

  @Test
  void daysAreThoseOfTheCalendarAcrossAChangeOfClocks() {
    // Given
    RetentionRules rules = rules(days(1), ZoneId.of("Europe/Berlin"));
    List<KnownBackup> backups =
        verifiedAll("2026-10-25T09:00:00Z", "2026-10-24T08:00:00Z", "2026-10-24T07:59:59Z");

    // When
    RetentionPlan plan = rules.decide(backups, Instant.parse("2026-10-25T09:00:00Z"));

    // Then
    assertThat(instants(plan.removed())).containsExactly("2026-10-24T07:59:59Z");
  }

  @Test
  void theLastBackupsAreKeptHoweverOld() {
    // Given
    List<KnownBackup> backups =
        verifiedAll("2011-03-01T00:00:00Z", "2010-03-01T00:00:00Z", "2009-03-01T00:00:00Z");

    // When
    RetentionPlan plan = decide(last(2), backups);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2011-03-01T00:00:00Z", "2010-03-01T00:00:00Z");
    assertThat(plan.decisions().get(1).explanation()).isEqualTo("kept: backup 2 of the last 2");
  }

  @Test
  void ofEqualInstantsTheGreaterIdIsTheNewer() {
    // Given
    KnownBackup lesser = id(1, verified("2026-11-20T00:00:00Z"));
    KnownBackup greater = id(2, verified("2026-11-20T00:00:00Z"));

    // Then
    assertThat(decide(last(1), List.of(lesser, greater)).kept()).containsExactly(greater);
    assertThat(decide(last(1), List.of(greater, lesser)).kept()).containsExactly(greater);
  }

  @Test
  void aTagOfThePolicyKeepsABackup() {
    // Given
    KnownBackup newest = verified("2026-11-22T00:00:00Z");
    KnownBackup release = tagged(verified("2025-01-01T00:00:00Z"), "release", "v1");
    KnownBackup other = tagged(verified("2025-01-02T00:00:00Z"), "v1");

    // When
    RetentionPlan plan = decide(tags("release"), List.of(newest, release, other));

    // Then
    assertThat(plan.removed()).containsExactly(other);
    assertThat(plan.decisions().getLast().explanation())
        .isEqualTo("kept: tagged 'release', which the policy keeps");
  }

  @Test
  void aHoldOnOneBackupKeepsItWhateverThePolicySays() {
    // Given
    KnownBackup newest = verified("2026-11-22T00:00:00Z");
    KnownBackup held = tagged(verified("2020-01-01T00:00:00Z"), "hold");

    // Then
    assertThat(decide(Samples.NOTHING, List.of(newest, held)).decisions().getLast().explanation())
        .isEqualTo("kept: tagged 'hold'");
  }

  @Test
  void aLegalHoldKeepsEverything() {
    // Given
    List<KnownBackup> backups =
        List.of(
            verified("2026-11-22T00:00:00Z"),
            verified("2020-01-01T00:00:00Z"),
            state(BackupState.FAILED, unverified("2020-01-02T00:00:00Z")),
            state(BackupState.DAMAGED, unverified("2020-01-03T00:00:00Z")));

    // When
    RetentionPlan plan = decide(legalHold(), backups);

    // Then
    assertThat(plan.removals()).isEmpty();
    assertThat(plan.decisions())
        .extracting(Decision::explanation)
        .allSatisfy(line -> assertThat(line).startsWith("kept: the source is under legal hold"));
  }

  @Test
  void thePolicyThatKeepsNothingStillKeepsTheNewestAndTheLastVerified() {
    // Given
    List<KnownBackup> backups =
        List.of(
            unverified("2020-01-04T00:00:00Z"),
            unverified("2020-01-03T00:00:00Z"),
            verified("2020-01-02T00:00:00Z"),
            verified("2020-01-01T00:00:00Z"));

    // When
    RetentionPlan plan = decide(Samples.NOTHING, backups);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2020-01-04T00:00:00Z", "2020-01-02T00:00:00Z");
    assertThat(plan.survivor()).contains(backups.get(2));
  }

  @Test
  void nothingIsRemovedWhileNothingIsVerifiedAsFarAsAsked() {
    // Given
    List<KnownBackup> backups =
        List.of(
            unverified("2020-01-03T00:00:00Z"),
            proven(verified("2020-01-02T00:00:00Z"), Optional.of(VerificationLevel.L0)),
            state(BackupState.FAILED, unverified("2020-01-01T00:00:00Z")));

    // When
    RetentionPlan plan = decide(Samples.NOTHING, backups);

    // Then
    assertThat(plan.removed()).isEmpty();
    assertThat(plan.survivor()).isEmpty();
    assertThat(plan.decisions().get(1).explanation())
        .isEqualTo("kept: no backup is verified at L1, so none is removed");
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "DAMAGED"})
  void whatCannotBeRestoredTakesNobodysPlace(BackupState broken) {
    // Given
    KnownBackup bad = state(broken, verified("2026-11-22T00:00:00Z"));
    KnownBackup good = verified("2026-11-21T00:00:00Z");

    // When
    RetentionPlan plan = decide(last(1), List.of(bad, good));

    // Then
    assertThat(plan.kept()).containsExactly(good);
    assertThat(plan.decisions().getFirst().explanation()).startsWith("removed: it ");
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "DAMAGED"})
  void whatCannotBeRestoredIsStillOnRecordForTheDays(BackupState broken) {
    // Given
    KnownBackup bad = state(broken, unverified("2026-11-21T00:00:00Z"));

    // Then
    assertThat(decide(days(7), List.of(bad, verified("2026-11-20T00:00:00Z"))).removed()).isEmpty();
  }

  @Test
  void anUnfinishedBackupIsLeftAloneAndNotCounted() {
    // Given
    KnownBackup running = state(BackupState.UNFINISHED, unverified("2026-11-22T00:00:00Z"));
    KnownBackup good = verified("2026-11-21T00:00:00Z");

    // When
    RetentionPlan plan = decide(last(1), List.of(running, good, verified("2026-11-20T00:00:00Z")));

    // Then
    assertThat(plan.kept()).containsExactly(running, good);
    assertThat(plan.decisions().getFirst().explanation()).isEqualTo("kept: not finished");
  }

  @Test
  void aBackupFromTheFutureIsKeptAndTakesNobodysPlace() {
    // Given
    KnownBackup drifted = verified("2031-01-01T00:00:00Z");
    KnownBackup newest = verified("2026-11-22T00:00:00Z");

    // When
    RetentionPlan plan =
        decide(last(1), List.of(drifted, newest, verified("2026-11-21T00:00:00Z")));

    // Then
    assertThat(plan.kept()).containsExactly(drifted, newest);
    assertThat(plan.survivor()).contains(newest);
    assertThat(plan.decisions().getFirst().explanation())
        .isEqualTo(
            "kept: captured after 2026-11-22T10:00:00Z, so a clock is wrong and its age unknown");
  }

  @Test
  void aDumpNeverTakesThePlaceOfAWholeBackup() {
    // Given
    KnownBackup schema = kind(BackupKind.SCHEMA, verified("2026-11-22T03:00:00Z"));
    KnownBackup logical = kind(BackupKind.LOGICAL, verified("2026-11-22T02:00:00Z"));
    KnownBackup whole = kind(BackupKind.INCREMENTAL, verified("2026-11-22T01:00:00Z"));
    KnownBackup oldLogical = kind(BackupKind.LOGICAL, verified("2026-11-21T02:00:00Z"));
    KnownBackup oldWhole = verified("2026-11-21T01:00:00Z");

    // When
    RetentionPlan plan = decide(last(1), List.of(schema, logical, whole, oldLogical, oldWhole));

    // Then
    assertThat(plan.kept()).containsExactly(schema, logical, whole);
    assertThat(plan.survivor()).contains(whole);
    assertThat(plan.removals())
        .containsExactly(
            new Removal(whole, List.of(oldWhole)), new Removal(logical, List.of(oldLogical)));
  }

  @Test
  void nothingIsDecidedAboutNothing() {
    // When
    RetentionPlan plan = decide(last(1), List.of());

    // Then
    assertThat(plan.decisions()).isEmpty();
    assertThat(plan.survivor()).isEmpty();
  }

  @Test
  void backupsOfTwoSourcesAreRefused() {
    // Given
    KnownBackup ours = verified("2026-11-22T00:00:00Z");
    KnownBackup theirs =
        new KnownBackup(
            new UUID(0, 1),
            new SourceName("users"),
            ours.kind(),
            ours.capturedAt(),
            ours.tags(),
            ours.proven(),
            ours.state());

    // Then
    assertThatThrownBy(() -> decide(last(1), List.of(ours, theirs)))
        .hasMessage("retention is decided for one source, not for orders and users");
  }

  @Test
  void aBackupListedTwiceIsRefused() {
    // Given
    KnownBackup backup = verified("2026-11-22T00:00:00Z");

    // Then
    assertThatThrownBy(() -> decide(last(1), List.of(backup, tagged(backup, "x"))))
        .hasMessage("backup %s is listed twice".formatted(backup.id()));
  }

  private static RetentionPlan decide(Retention retention, List<KnownBackup> backups) {
    return rules(retention).decide(backups, NOW);
  }
}
