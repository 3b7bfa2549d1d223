package dev.backstay.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Retention.Generations;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.retention.RetentionPlan.Removal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of a stream: all that any instant of its days needs, and nothing else. */
class StreamRetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String SERVER = "7284019283746501928";

  @Test
  void theStreamIsKeptFromTheBackupOnThatItsOldestDayBeginsWith() {
    // Given
    List<KnownBackup> backups = new ArrayList<>();
    for (int day = 10; day <= 22; day++) {
      backups.add(base(SERVER, "2026-11-%dT02:00:00Z".formatted(day)));
      backups.add(piece(SERVER, "2026-11-%dT04:00:00Z".formatted(day)));
    }

    // When
    RetentionPlan plan = rules(2, 3).decide(backups, NOW);

    // Then
    assertThat(Samples.instants(plan.kept()))
        .containsExactly(
            "2026-11-22T04:00:00Z",
            "2026-11-22T02:00:00Z",
            "2026-11-21T04:00:00Z",
            "2026-11-21T02:00:00Z",
            "2026-11-20T04:00:00Z",
            "2026-11-19T04:00:00Z",
            "2026-11-19T02:00:00Z");
    assertThat(explanation(plan, "2026-11-19T02:00:00Z"))
        .isEqualTo("kept: recovery to any instant of the last 3 days begins with it");
    assertThat(explanation(plan, "2026-11-19T04:00:00Z"))
        .isEqualTo("kept: recovery from the backup of 2026-11-19T02:00:00Z goes on with it");
    assertThat(explanation(plan, "2026-11-18T04:00:00Z"))
        .isEqualTo("removed: recovery to any instant of the last 3 days needs it no more");
  }

  @Test
  void piecesTakeNobodysPlaceAndTheirRemovalNamesABackup() {
    // Given
    KnownBackup old = base(SERVER, "2026-11-01T02:00:00Z");
    KnownBackup expired = piece(SERVER, "2026-11-01T01:00:00Z");
    KnownBackup newest = base(SERVER, "2026-11-12T02:00:00Z");
    KnownBackup needed = piece(SERVER, "2026-11-22T09:00:00Z");

    // When
    RetentionPlan plan = rules(1, 7).decide(List.of(old, expired, newest, needed), NOW);

    // Then
    assertThat(plan.kept()).containsExactly(needed, newest);
    assertThat(plan.removals())
        .containsExactly(new Removal(newest, List.of(old)), new Removal(newest, List.of(expired)));
  }

  @Test
  void aStreamThatEndedLongAgoIsKeptBehindTheNewestBackup() {
    // Given
    KnownBackup base = base(SERVER, "2026-10-01T02:00:00Z");
    KnownBackup piece = piece(SERVER, "2026-10-01T04:00:00Z");

    // Then
    assertThat(rules(1, 1).decide(List.of(base, piece), NOW).removed()).isEmpty();
  }

  @Test
  void theStreamOfAServerThatIsNoLongerTheSourceGoesWithItsLastDay() {
    // Given
    KnownBackup oldBase = base("1", "2026-11-10T02:00:00Z");
    KnownBackup oldPiece = piece("1", "2026-11-10T04:00:00Z");
    KnownBackup base = base(SERVER, "2026-11-11T02:00:00Z");
    List<KnownBackup> backups = List.of(oldBase, oldPiece, base);

    // Then
    assertThat(rules(1, 20).decide(backups, NOW).removed()).isEmpty();
    assertThat(rules(1, 5).decide(backups, NOW).removed()).containsExactly(oldPiece, oldBase);
  }

  @Test
  void nothingOfTheStreamGoesWhileNoBackupIsVerified() {
    // Given
    KnownBackup base = Samples.proven(base(SERVER, "2026-11-21T02:00:00Z"), Optional.empty());
    KnownBackup piece = piece(SERVER, "2026-10-01T04:00:00Z");

    // When
    RetentionPlan plan = rules(1, 1).decide(List.of(base, piece), NOW);

    // Then
    assertThat(explanation(plan, "2026-10-01T04:00:00Z"))
        .isEqualTo("kept: no backup is verified at L1, so none is removed");
  }

  @Test
  void anUnverifiedBackupIsNoBeginOfAStreamWhereAVerifiedOneIs() {
    // Given
    KnownBackup verified = base(SERVER, "2026-11-10T02:00:00Z");
    KnownBackup unverified = Samples.proven(base(SERVER, "2026-11-15T02:00:00Z"), Optional.empty());
    KnownBackup between = piece(SERVER, "2026-11-12T02:00:00Z");
    KnownBackup newest = base(SERVER, "2026-11-22T02:00:00Z");
    KnownBackup lately = piece(SERVER, "2026-11-22T03:00:00Z");

    // When
    RetentionPlan plan =
        rules(1, 5).decide(List.of(verified, unverified, between, newest, lately), NOW);

    // Then
    assertThat(plan.kept()).containsExactly(lately, newest, between, verified);
  }

  @Test
  void aPieceWhoseTagsWereChangedIsKept() {
    // Given
    KnownBackup changed = Samples.tagged(piece(SERVER, "2026-01-01T00:00:00Z"), "wal");

    // When
    RetentionPlan plan =
        rules(1, 1).decide(List.of(changed, base(SERVER, "2026-11-22T00:00:00Z")), NOW);

    // Then
    assertThat(explanation(plan, "2026-01-01T00:00:00Z"))
        .isEqualTo("kept: its tags do not say which part of the stream it holds");
  }

  private static RetentionRules rules(int last, int streamDays) {
    return Samples.rules(
        new Retention(0, last, new Generations(0, 0, 0, 0), List.of(), streamDays, false));
  }

  private static KnownBackup base(String system, String at) {
    Instant instant = Instant.parse(at);
    var place =
        new PhysicalBase(
            new SystemIdentifier(system),
            1,
            position(instant),
            position(instant.plusSeconds(60)),
            17,
            instant.plusSeconds(60));
    return Samples.tagged(Samples.verified(at), place.tags().toArray(String[]::new));
  }

  /** Of the hour before. */
  private static KnownBackup piece(String system, String at) {
    Instant until = Instant.parse(at);
    var range =
        new WalRange(
            new SystemIdentifier(system),
            1,
            position(until.minus(Duration.ofHours(1))),
            position(until),
            until);
    return Samples.tagged(
        Samples.kind(BackupKind.WAL, Samples.verified(at)), range.tags().toArray(String[]::new));
  }

  private static StreamPosition position(Instant at) {
    return new StreamPosition(at.getEpochSecond());
  }

  private static String explanation(RetentionPlan plan, String capturedAt) {
    return plan.decisions().stream()
        .filter(decision -> decision.backup().capturedAt().equals(Instant.parse(capturedAt)))
        .map(Decision::explanation)
        .findFirst()
        .orElseThrow();
  }
}
