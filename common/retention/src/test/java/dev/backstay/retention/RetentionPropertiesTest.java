package dev.backstay.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Retention.Generations;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.WalRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every policy and every past. Each seed is a test of its own and replays. */
class RetentionPropertiesTest {
  private static final int HISTORIES_A_ROUND = 150;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("backstay.rounds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void thePlanKeepsWhatTheDefinitionsKeep(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          Set<KnownBackup> expected =
              new RetentionOracle(history.rules(), history.backups(), history.now()).kept();
          assertThat(new HashSet<>(history.plan().kept())).isEqualTo(expected);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyBackupHasOneDecisionAndTheOrderOfTheListIsOfNoConsequence(long seed) {
    forEachHistory(
        seed,
        (history, random) -> {
          List<KnownBackup> shuffled = new ArrayList<>(history.backups());
          Collections.shuffle(shuffled, random);
          RetentionPlan plan = history.plan();
          assertThat(plan.decisions())
              .extracting(Decision::backup)
              .containsExactlyInAnyOrderElementsOf(history.backups())
              .isSortedAccordingTo(KnownBackup.NEWEST_FIRST);
          assertThat(history.rules().decide(shuffled, history.now())).isEqualTo(plan);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aPlanCarriedOutInPartIsDecidedAgainAsItsRest(long seed) {
    forEachHistory(
        seed,
        (history, random) -> {
          RetentionPlan plan = history.plan();
          List<KnownBackup> rest = new ArrayList<>(plan.removed());
          rest.removeIf(_ -> random.nextBoolean());
          List<KnownBackup> left = new ArrayList<>(plan.kept());
          left.addAll(rest);
          assertThat(history.rules().decide(left, history.now()).removed()).isEqualTo(rest);
          assertThat(history.rules().decide(plan.kept(), history.now()).removed()).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void oneMoreRuleNeverRemovesMore(long seed) {
    forEachHistory(
        seed,
        (history, random) -> {
          Retention more = sum(history.rules().retention(), RandomHistory.retention(random));
          assertThat(history.plan().removed()).containsAll(history.with(more).plan().removed());
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aLongerStreamNeverRemovesMoreOfTheStream(long seed) {
    forEachHistory(
        seed,
        (history, random) -> {
          Retention rules = history.rules().retention();
          RandomHistory longer =
              history.with(
                  new Retention(
                      rules.keepDays(),
                      rules.keepLast(),
                      rules.generations(),
                      rules.keepTags(),
                      rules.streamDays() + random.nextInt(30),
                      rules.legalHold()));
          assertThat(history.plan().removed())
              .containsAll(
                  longer.plan().removed().stream()
                      .filter(backup -> backup.series() == Series.WAL)
                      .toList());
        });
  }

  /** The promise of the stream, said without its rules. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatAnyInstantOfTheStreamNeedsIsKept(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          RetentionPlan plan = history.plan();
          Instant begin =
              history
                  .now()
                  .atZone(history.rules().timeZone())
                  .minusDays(history.rules().retention().streamDays())
                  .toInstant();
          for (KnownBackup piece : history.backups()) {
            if (piece.state() != BackupState.FAILED
                && !piece.capturedAt().isAfter(history.now())
                && WalRange.of(piece.tags())
                    .filter(range -> !range.until().isBefore(begin))
                    .isPresent()) {
              assertThat(plan.removed()).doesNotContain(piece);
              assertThat(keptBefore(plan.kept(), piece))
                  .isEqualTo(keptBefore(history.backups(), piece));
            }
          }
        });
  }

  /** Whether there is a sound backup from which recovery can go through a piece of the stream. */
  private static boolean keptBefore(List<KnownBackup> backups, KnownBackup piece) {
    WalRange range = WalRange.of(piece.tags()).orElseThrow();
    return piece.state() == BackupState.COMPLETE
        && backups.stream()
            .filter(backup -> backup.state() == BackupState.COMPLETE)
            .flatMap(backup -> PhysicalBase.of(backup.tags()).stream())
            .anyMatch(
                base -> base.system().equals(range.system()) && !range.to().isBefore(base.start()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theStreamChangesNoDecisionAboutDumps(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          List<KnownBackup> dumps =
              history.backups().stream()
                  .filter(backup ->
                      backup.series() == Series.LOGICAL || backup.series() == Series.SCHEMA)
                  .toList();
          assertThat(history.plan().decisions())
              .containsAll(history.rules().decide(dumps, history.now()).decisions());
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsRemovedUnderALegalHold(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          Retention held = sum(history.rules().retention(), Samples.legalHold());
          assertThat(history.with(held).plan().removed()).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theLastVerifiedOfEachSeriesSurvivesAndWithoutOneNothingGoes(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          RetentionPlan plan = history.plan();
          for (Series series : Series.values()) {
            List<KnownBackup> verified =
                history.backups().stream()
                    .filter(backup -> backup.series() == series.guard())
                    .filter(backup -> history.rules().isVerified(backup, history.now()))
                    .sorted(KnownBackup.NEWEST_FIRST)
                    .toList();
            assertThat(plan.survivor(series)).isEqualTo(verified.stream().findFirst());
            if (verified.isEmpty()) {
              assertThat(plan.removed()).noneMatch(backup -> backup.series() == series);
            }
          }
          assertThat(plan.survivor().stream()).isSubsetOf(plan.kept());
          assertThat(plan.survivor().isPresent() || plan.removed().isEmpty()).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachRemovalNamesItsOwnSurvivorAndTogetherTheyAreThePlan(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          RetentionPlan plan = history.plan();
          assertThat(plan.removals())
              .flatExtracting(RetentionPlan.Removal::forgotten)
              .containsExactlyInAnyOrderElementsOf(plan.removed());
          assertThat(plan.removals())
              .allSatisfy(removal -> {
                assertThat(plan.kept()).contains(removal.survivor());
                assertThat(removal.forgotten())
                    .allMatch(backup -> backup.series().guard() == removal.survivor().series());
              });
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsHeldRunningOrAheadOfTheClockIsNeverRemoved(long seed) {
    forEachHistory(
        seed,
        (history, _) ->
            assertThat(history.plan().removed())
                .noneMatch(backup ->
                    backup.tags().contains("hold")
                        || backup.state() == BackupState.UNFINISHED
                        || backup.capturedAt().isAfter(history.now())));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsNotCountedChangesNoDecisionAboutTheOthers(long seed) {
    forEachHistory(
        seed,
        (history, _) -> {
          List<KnownBackup> counted =
              history.backups().stream()
                  .filter(backup -> history.rules().isCounted(backup, history.now()))
                  .toList();
          List<Decision> others =
              history.plan().decisions().stream()
                  .filter(decision -> counted.contains(decision.backup()))
                  .toList();
          assertThat(history.rules().decide(counted, history.now()).decisions()).isEqualTo(others);
        });
  }

  private static void forEachHistory(long seed, BiConsumer<RandomHistory, Random> property) {
    Random random = new Random(seed);
    for (int i = 0; i < HISTORIES_A_ROUND; i++) {
      property.accept(RandomHistory.of(random), random);
    }
  }

  /** Every rule of both; how long the stream is kept is no rule that names backups. */
  private static Retention sum(Retention one, Retention other) {
    List<String> tags = new ArrayList<>(one.keepTags());
    tags.addAll(other.keepTags());
    Generations ours = one.generations();
    Generations theirs = other.generations();
    return new Retention(
        one.keepDays() + other.keepDays(),
        one.keepLast() + other.keepLast(),
        new Generations(
            ours.daily() + theirs.daily(),
            ours.weekly() + theirs.weekly(),
            ours.monthly() + theirs.monthly(),
            ours.yearly() + theirs.yearly()),
        tags,
        one.streamDays(),
        one.legalHold() || other.legalHold());
  }
}
