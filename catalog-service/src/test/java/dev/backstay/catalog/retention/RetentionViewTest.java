package dev.backstay.catalog.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.api.RetentionAnswer;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.NewestProof;
import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.policy.PolicyReader;
import dev.backstay.retention.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetentionViewTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Policy POLICY =
      new PolicyReader().read(Path.of("src/test/resources/policy.yaml")).orThrow();
  private static final Source SOURCE = POLICY.source(new SourceName("pruned-files")).orElseThrow();

  @Test
  void whatNoRuleKeepsGoesAndTheNewestProvenSurvives() {
    // When
    RetentionView view =
        view(
            backup(0, BackupState.PROVEN),
            backup(5, BackupState.PROVEN),
            backup(9, BackupState.PROVEN));
    // Then
    assertThat(view.removals())
        .singleElement()
        .satisfies(removal -> {
          assertThat(removal.series()).isEqualTo(Series.WHOLE);
          assertThat(removal.survivor().backup()).isEqualTo(id(0));
          assertThat(removal.forgotten())
              .extracting(ForgottenBackup::backup)
              .containsExactly(id(9), id(5));
        });
  }

  @Test
  void nothingGoesWhereNothingIsProven() {
    assertThat(view(backup(0, BackupState.STORED), backup(9, BackupState.STORED)).removals())
        .isEmpty();
  }

  @Test
  void whatHasNoSnapshotIsNeverNamed() {
    // When
    RetentionView view = view(backup(0, BackupState.PROVEN), backup(9, BackupState.FAILED));
    // Then
    assertThat(view.plan().removed()).hasSize(1);
    assertThat(view.removals()).isEmpty();
  }

  @Test
  void whatWasLetGoIsNoSurvivorAndIsNamedAgainWhileItIsThere() {
    // When
    RetentionView view = view(letGo(5), backup(2, BackupState.PROVEN), letGo(9));
    // Then
    assertThat(view.removals())
        .singleElement()
        .satisfies(removal -> {
          assertThat(removal.survivor().backup()).isEqualTo(id(2));
          assertThat(removal.forgotten())
              .extracting(ForgottenBackup::backup)
              .containsExactly(id(9), id(5));
        });
    assertThat(view(letGo(5), backup(2, BackupState.STORED)).removals()).isEmpty();
  }

  @Test
  void underALegalHoldNothingIsNamedWhoeverLetGoOfItBefore() {
    // Given
    Source held = source(1, List.of(), true);
    // When
    RetentionView view =
        view(held, backup(0, BackupState.PROVEN), letGo(5), backup(9, BackupState.PROVEN));
    // Then
    assertThat(view.removals()).isEmpty();
    assertThat(RetentionAnswer.of(view).removed()).isZero();
  }

  @Test
  void whatTheRulesOfNowKeepIsNotNamedAgain() {
    // Given
    List<RetainedBackup> backups =
        List.of(
            backup(0, BackupState.PROVEN),
            letGo(5),
            tagged(letGo(7), "release"),
            letGo(8),
            letGo(9));
    // When
    RetentionView longer = RetentionView.of(source(6, List.of(), false), backups, NOW);
    RetentionView tagged = RetentionView.of(source(1, List.of("release"), false), backups, NOW);
    // Then
    assertThat(named(longer)).containsExactly(id(9), id(8), id(7));
    assertThat(named(tagged)).containsExactly(id(9), id(8), id(5));
    assertThat(RetentionAnswer.of(longer).items())
        .filteredOn(item -> item.backup().equals(id(5).toString()))
        .singleElement()
        .satisfies(item -> {
          assertThat(item.decision()).isEqualTo(RetentionAnswer.Choice.KEEP);
          assertThat(item.explanation())
              .startsWith("kept: not older than 6 days; an earlier prune let go of it");
        });
  }

  @Test
  void whatStaysBecauseADestinationIsAwayLeavesRoomForWhatGoesNow() {
    // Given
    List<RetainedBackup> backups = new ArrayList<>();
    backups.add(backup(0, BackupState.PROVEN));
    backups.add(backup(5, BackupState.PROVEN));
    for (int days = 10; days < 10 + RetentionView.MAX_NAMED; days++) {
      backups.add(letGo(days));
    }
    // When
    List<BackupId> named = named(RetentionView.of(SOURCE, backups, NOW));
    // Then
    assertThat(named).hasSize(RetentionView.MAX_NAMED).startsWith(id(5));
  }

  @Test
  void theAnswerExplainsEachBackupOnce() {
    RetentionAnswer answer =
        RetentionAnswer.of(
            view(backup(0, BackupState.PROVEN), letGo(3), backup(9, BackupState.PROVEN)));
    assertThat(answer.items())
        .extracting(RetentionAnswer.Item::backup)
        .containsExactly(id(0).toString(), id(3).toString(), id(9).toString());
    assertThat(answer.removed()).isEqualTo(2);
    assertThat(answer.items()).allSatisfy(item -> assertThat(item.reasons()).isNotEmpty());
  }

  @Test
  void aSurvivorIsAlwaysProvenAndNeverNamed() {
    for (int seed = 0; seed < 300; seed++) {
      // Given
      var random = new Random(seed);
      List<RetainedBackup> backups = new ArrayList<>();
      for (int days = 0; days < random.nextInt(30); days++) {
        BackupState[] states = BackupState.values();
        backups.add(retained(days, states[random.nextInt(states.length)], random.nextInt(5) == 0));
      }
      // When
      List<RetentionView.Removal> removals = RetentionView.of(SOURCE, backups, NOW).removals();
      // Then
      for (RetentionView.Removal removal : removals) {
        assertThat(removal.forgotten()).as("seed " + seed).doesNotContain(removal.survivor());
        assertThat(backups)
            .as("seed " + seed)
            .anyMatch(backup ->
                backup.backup().equals(removal.survivor().backup())
                    && backup.proof().isPresent()
                    && !backup.letGo());
      }
    }
  }

  private static RetentionView view(RetainedBackup... backups) {
    return view(SOURCE, backups);
  }

  private static RetentionView view(Source source, RetainedBackup... backups) {
    return RetentionView.of(source, List.of(backups), NOW);
  }

  private static List<BackupId> named(RetentionView view) {
    return view.removals().stream()
        .flatMap(removal -> removal.forgotten().stream())
        .map(ForgottenBackup::backup)
        .toList();
  }

  private static Source source(int keepDays, List<String> keepTags, boolean legalHold) {
    Protection as = SOURCE.protection();
    var generations = as.retention().generations();
    return new Source(
        SOURCE.name(),
        SOURCE.origin(),
        new Protection(
            as.destinations(),
            as.schedule(),
            new Retention(keepDays, 1, generations, keepTags, 0, legalHold),
            as.objectives(),
            as.verification(),
            as.drills()));
  }

  private static RetainedBackup tagged(RetainedBackup backup, String tag) {
    return new RetainedBackup(
        backup.backup(),
        backup.kind(),
        backup.state(),
        backup.sound(),
        backup.capturedAt(),
        backup.snapshot(),
        backup.proof(),
        List.of(tag),
        backup.letGo());
  }

  private static RetainedBackup backup(int days, BackupState state) {
    return retained(days, state, false);
  }

  private static RetainedBackup letGo(int days) {
    return retained(days, BackupState.PROVEN, true);
  }

  private static BackupId id(int days) {
    return BackupId.manual(SOURCE.name(), "backup " + days);
  }

  private static RetainedBackup retained(int days, BackupState state, boolean letGo) {
    boolean stored =
        state == BackupState.STORED || state == BackupState.PROVEN || state == BackupState.DAMAGED;
    Instant at = NOW.minus(Duration.ofDays(days)).minusSeconds(60);
    return new RetainedBackup(
        id(days),
        BackupKind.FULL,
        state,
        stored && state != BackupState.DAMAGED,
        at,
        stored ? Optional.of(new ObjectHash("%064x".formatted(days))) : Optional.empty(),
        state == BackupState.PROVEN
            ? Optional.of(new NewestProof(VerificationLevel.L1, at))
            : Optional.empty(),
        List.of(),
        letGo);
  }
}
