package dev.backstay.catalog.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.DestinationRecord.Reach;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.Flaws;
import dev.backstay.catalog.projection.SourceRecord.LastFailure;
import dev.backstay.catalog.projection.SourceRecord.LastProof;
import dev.backstay.catalog.projection.SourceRecord.LastRequest;
import dev.backstay.catalog.projection.SourceRecord.LastSuccess;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final SourceName SOURCE = new SourceName("orders");
  private static final DestinationName NEAR = new DestinationName("near");
  private static final DestinationName FAR = new DestinationName("far");
  private static final BackupId BACKUP = BackupId.manual(SOURCE, "a");
  private static final EventId EVENT = EventId.of("an event");
  private static final Failure FULL = new Failure("STORE_FULL", "it is full", "Free space.");
  private static final Failure BAD = new Failure("CHECK_FAILED", "it is bad", "Mend it.");

  private static final Set<BackupKind> WHOLE = Set.of(BackupKind.FULL, BackupKind.INCREMENTAL);

  private final HealthRules rules = new HealthRules(NOW.minus(Duration.ofDays(1)));

  @Test
  void aSourceIsWellWithAYoungProvenBackup() {
    assertThat(health(facts(Optional.of(hoursAgo(25)), Optional.empty())).state())
        .isEqualTo(HealthState.OK);
  }

  @Test
  void aProvenBackupGetsStaleAfter26HoursOrWhatIsPromised() {
    assertThat(health(facts(Optional.of(hoursAgo(27)), Optional.empty())).texts())
        .containsExactly(
            "orders: the newest proven backup is 27 h old, a backup is stale after 26 h");
    assertThat(health(facts(Optional.of(hoursAgo(2)), Optional.of(Duration.ofMinutes(90)))).texts())
        .containsExactly("orders: the newest proven backup is 2 h old, promised are 1 h 30 min");
    assertThat(health(facts(Optional.of(hoursAgo(30)), Optional.of(Duration.ofDays(2)))).state())
        .isEqualTo(HealthState.OK);
  }

  @Test
  void aSourceWithoutAProofIsCriticalUnlessOneIsOnItsWay() {
    SourceFacts nothing = facts(Optional.empty(), Optional.empty());
    assertThat(health(nothing).state()).isEqualTo(HealthState.CRITICAL);
    SourceRecord asked =
        new SourceRecord(
            SOURCE,
            List.of(new LastRequest(EVENT, hoursAgo(1), BACKUP, BackupKind.FULL)),
            List.of(),
            List.of(),
            List.of());
    assertThat(
            health(
                    new SourceFacts(
                        SOURCE,
                        nothing.objective(),
                        WHOLE,
                        Optional.of(asked),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .state())
        .isEqualTo(HealthState.WARNING);
  }

  @Test
  void aFailureCountsUntilSomethingNewerSucceeds() {
    var failure = failure(BackupKind.FULL, Stage.UPLOAD, Optional.empty(), FULL);
    var success = success(BackupKind.FULL, 3, Flaws.NONE);
    assertThat(health(failed(failure, Optional.of(success), List.of())).texts())
        .containsExactly("orders: the last backup failed at far: it is full");
    var later = success(BackupKind.INCREMENTAL, 1, Flaws.NONE);
    assertThat(health(failed(failure, Optional.of(later), List.of())).state())
        .isEqualTo(HealthState.OK);
    var elsewhere = proof(BackupKind.FULL, VerificationLevel.L1, NEAR);
    assertThat(health(failed(failure, Optional.of(success), List.of(elsewhere))).state())
        .isEqualTo(HealthState.WARNING);
    var there = proof(BackupKind.FULL, VerificationLevel.L1, FAR);
    assertThat(health(failed(failure, Optional.of(success), List.of(there))).state())
        .isEqualTo(HealthState.OK);
  }

  @Test
  void aBadBackupIsWorseThanAProofThatWasHindered() {
    var bad = failure(BackupKind.FULL, Stage.VERIFY, Optional.of(VerificationLevel.L2), BAD);
    var hindered = failure(BackupKind.FULL, Stage.VERIFY, Optional.empty(), FULL);
    assertThat(health(failed(bad, Optional.empty(), List.of())).state())
        .isEqualTo(HealthState.CRITICAL);
    assertThat(health(failed(hindered, Optional.empty(), List.of())).state())
        .isEqualTo(HealthState.WARNING);
    assertThat(
            health(
                    new SourceFacts(
                        SOURCE,
                        promise(Optional.empty()),
                        WHOLE,
                        Optional.empty(),
                        Optional.of(hoursAgo(1)),
                        Optional.of(BACKUP),
                        Optional.empty()))
                .state())
        .isEqualTo(HealthState.CRITICAL);
  }

  @Test
  void whatAProofFoundBadOnlyAProofAsFarMends() {
    var bad = failure(BackupKind.FULL, Stage.VERIFY, Optional.of(VerificationLevel.L2), BAD);
    Optional<LastSuccess> newer = Optional.of(success(BackupKind.FULL, 1, Flaws.NONE));
    var lower = proof(BackupKind.FULL, VerificationLevel.L1, FAR);
    var asFar = proof(BackupKind.FULL, VerificationLevel.L2, FAR);
    assertThat(health(failed(bad, newer, List.of(lower))).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(health(failed(bad, newer, List.of(asFar))).state()).isEqualTo(HealthState.OK);
  }

  @Test
  void whatFailedAtADestinationThatDoesNotCountIsNoReason() {
    var bad = failure(BackupKind.FULL, Stage.VERIFY, Optional.of(VerificationLevel.L2), BAD);
    var last = new SourceRecord(SOURCE, List.of(), List.of(), List.of(bad), List.of());
    assertThat(health(told(last.only(FAR::equals))).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(health(told(last.only(NEAR::equals))).state()).isEqualTo(HealthState.OK);
  }

  @Test
  void noDumpMendsAFailureOfWholeBackups() {
    var failure = failure(BackupKind.FULL, Stage.DUMP, Optional.empty(), FULL);
    var schema = success(BackupKind.SCHEMA, 1, Flaws.NONE);
    var proven = proof(BackupKind.LOGICAL, VerificationLevel.L3, FAR);
    assertThat(health(failed(failure, Optional.of(schema), List.of(proven))).state())
        .isEqualTo(HealthState.WARNING);
  }

  @Test
  void aBackupThatLacksSomethingIsNoCleanSuccess() {
    var unread = success(BackupKind.FULL, 2, new Flaws(7, false));
    var badPages = success(BackupKind.FULL, 2, new Flaws(0, true));
    var clean = success(BackupKind.INCREMENTAL, 1, Flaws.NONE);
    assertThat(health(succeeded(unread)).texts())
        .singleElement()
        .asString()
        .contains("lacks files that could not be read (7)", "exclude them");
    assertThat(health(succeeded(unread)).state()).isEqualTo(HealthState.WARNING);
    assertThat(health(succeeded(badPages)).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(health(succeeded(badPages, clean)).state()).isEqualTo(HealthState.OK);
  }

  private static SourceFacts succeeded(LastSuccess... successes) {
    return told(new SourceRecord(SOURCE, List.of(), List.of(successes), List.of(), List.of()));
  }

  @Test
  void oneUnreachableDestinationWarnsAndAllOfThemAreCritical() {
    assertThat(rules.ofDestinations(List.of(destination(NEAR, true), destination(FAR, false))))
        .satisfies(health -> {
          assertThat(health.state()).isEqualTo(HealthState.WARNING);
          assertThat(health.texts()).singleElement().asString().contains("far", "it is full");
        });
    assertThat(
            rules
                .ofDestinations(List.of(destination(NEAR, false), destination(FAR, false)))
                .state())
        .isEqualTo(HealthState.CRITICAL);
    assertThat(rules.ofDestinations(List.of()).state()).isEqualTo(HealthState.OK);
  }

  @Test
  void silenceOfTheSchedulersIsMeasuredFromWhenSomebodyListened() {
    var before = scheduler(NOW.minus(Duration.ofMinutes(6)));
    assertThat(rules.ofSchedulers(List.of(before), NOW).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(rules.ofSchedulers(List.of(), NOW).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(
            rules
                .ofSchedulers(List.of(before, scheduler(NOW.minus(Duration.ofMinutes(1)))), NOW)
                .state())
        .isEqualTo(HealthState.OK);
    assertThat(
            new HealthRules(NOW.minus(Duration.ofMinutes(4)))
                .ofSchedulers(List.of(before), NOW)
                .state())
        .isEqualTo(HealthState.OK);
  }

  @Test
  void theWorstReasonComesFirst() {
    Health health = new Health(List.of(Health.Reason.warning("b"), Health.Reason.critical("a")));
    assertThat(health.texts()).containsExactly("a", "b");
    assertThat(health.state()).isEqualTo(HealthState.CRITICAL);
  }

  private Health health(SourceFacts facts) {
    return rules.ofSource(facts, NOW);
  }

  private static SourceFacts facts(Optional<Instant> proven, Optional<Duration> rpo) {
    return new SourceFacts(
        SOURCE, promise(rpo), WHOLE, Optional.empty(), proven, Optional.empty(), Optional.empty());
  }

  private static SourceFacts failed(
      LastFailure failure, Optional<LastSuccess> success, List<LastProof> proofs) {
    return told(
        new SourceRecord(SOURCE, List.of(), success.stream().toList(), List.of(failure), proofs));
  }

  private static SourceFacts told(SourceRecord last) {
    return new SourceFacts(
        SOURCE,
        promise(Optional.empty()),
        WHOLE,
        Optional.of(last),
        Optional.of(hoursAgo(3)),
        Optional.empty(),
        Optional.empty());
  }

  private static LastFailure failure(
      BackupKind kind, Stage stage, Optional<VerificationLevel> level, Failure failure) {
    return new LastFailure(
        EVENT, hoursAgo(2), BACKUP, kind, stage, Optional.of(FAR), level, failure);
  }

  private static LastSuccess success(BackupKind kind, int hours, Flaws flaws) {
    return new LastSuccess(EVENT, hoursAgo(hours + 1), BACKUP, kind, hoursAgo(hours), flaws);
  }

  private static LastProof proof(BackupKind kind, VerificationLevel level, DestinationName place) {
    return new LastProof(EVENT, hoursAgo(1), BACKUP, kind, level, place);
  }

  private static Objective promise(Optional<Duration> rpo) {
    return new Objective(rpo, Optional.empty());
  }

  private static Instant hoursAgo(int hours) {
    return NOW.minus(Duration.ofHours(hours));
  }

  private static DestinationRecord destination(DestinationName name, boolean reachable) {
    return new DestinationRecord(
        name,
        Optional.of(
            new Reach(
                EVENT,
                hoursAgo(1),
                reachable,
                reachable ? Optional.empty() : Optional.of(FULL),
                "uploader-1")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SchedulerRecord scheduler(Instant sign) {
    return new SchedulerRecord(
        "scheduler-1", Optional.of(new SchedulerRecord.Sign(EVENT, sign, Optional.empty())));
  }
}
