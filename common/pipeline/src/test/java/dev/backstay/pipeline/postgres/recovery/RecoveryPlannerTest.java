package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryPlannerTest {
  private static final SystemId SYSTEM = new SystemId(7);
  private static final int LENGTH = 60;
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 300);

  static IntStream seeds() {
    return IntStream.range(0, ROUNDS);
  }

  /**
   * A little world: positions are small numbers, a position is written at the second of its number,
   * and what is held of each timeline is a set of positions.
   */
  private static final class World {
    final Random dice;
    final List<BaseBackup> bases = new ArrayList<>();
    final List<WalPiece> pieces = new ArrayList<>();
    final Map<Integer, String> histories = new HashMap<>();
    final int[] forkAt = new int[4];
    final int timelines;

    World(int seed) {
      dice = new Random(seed);
      timelines = 1 + dice.nextInt(3);
      StringBuilder history = new StringBuilder();
      int fork = 1;
      for (int timeline = 2; timeline <= timelines; timeline++) {
        fork = fork + dice.nextInt(LENGTH / 3);
        forkAt[timeline] = fork;
        history
            .append(timeline - 1)
            .append("\t0/")
            .append(Integer.toHexString(fork))
            .append("\tx\n");
        histories.put(timeline, history.toString());
      }
      for (int i = dice.nextInt(5); i >= 0; i--) {
        int start = 1 + dice.nextInt(LENGTH - 2);
        int stop = start + dice.nextInt(Math.min(6, LENGTH - start));
        int timeline = 1 + dice.nextInt(timelines);
        bases.add(
            new BaseBackup(
                BlobId.hash(new byte[] {(byte) i}),
                Optional.empty(),
                SYSTEM,
                15,
                timeline,
                lsn(start),
                lsn(stop),
                time(stop)));
      }
      for (int i = dice.nextInt(12); i > 0; i--) {
        int from = dice.nextInt(LENGTH - 1);
        int to = from + 1 + dice.nextInt(Math.min(15, LENGTH - from));
        pieces.add(
            new WalPiece(
                new WalPiece.RollUp(BlobId.hash(new byte[] {(byte) i, 1}), LogTime.upTo(time(to))),
                1 + dice.nextInt(timelines),
                lsn(from),
                lsn(to)));
      }
    }

    RecoveryPlanner planner() {
      return new RecoveryPlanner(
          new RecoverySet(SYSTEM, bases, pieces, histories),
          frame -> {
            throw new AssertionError("no frames here: " + frame);
          });
    }

    /** The timeline that a position belongs to, on the way to the newest one. */
    int timelineAt(int position) {
      int timeline = 1;
      while (timeline < timelines && position >= forkAt[timeline + 1]) {
        timeline++;
      }
      return timeline;
    }

    /** Whether a base can be used at all. */
    boolean lies(BaseBackup base) {
      int begin = base.timeline() == 1 ? 0 : forkAt[base.timeline()];
      int end = base.timeline() == timelines ? Integer.MAX_VALUE : forkAt[base.timeline() + 1];
      return begin <= base.start().value() && base.stop().value() <= end;
    }

    boolean holds(BaseBackup base, int position) {
      int timeline = timelineAt(position);
      boolean inBase =
          base.timeline() == timeline
              && base.start().value() <= position
              && position < base.stop().value();
      return inBase
          || pieces.stream()
              .anyMatch(piece ->
                  piece.timeline() == timeline
                      && piece.from().value() <= position
                      && position < piece.to().value());
    }

    /** The first position that is not held after a base. */
    int reach(BaseBackup base) {
      int position = (int) base.start().value();
      while (holds(base, position)) {
        position++;
      }
      return position;
    }

    /** The newest base that reaches a position. */
    Optional<BaseBackup> best(int position) {
      return bases.stream()
          .filter(this::lies)
          .filter(base -> base.stop().value() <= position && position <= reach(base))
          .max(java.util.Comparator.comparing(BaseBackup::stop));
    }
  }

  private static Lsn lsn(int position) {
    return new Lsn(position);
  }

  private static Instant time(int position) {
    return Instant.ofEpochSecond(position);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aPositionIsReachedFromTheNewestBackupThatCanOrNotAtAll(int seed) {
    // Given
    World world = new World(seed);
    RecoveryPlanner planner = world.planner();

    for (int position = 1; position < LENGTH; position++) {
      // When
      Optional<RecoveryPlan> plan = attempt(planner, new RecoveryTarget.Position(lsn(position)));

      // Then
      Optional<BaseBackup> best = world.best(position);
      assertThat(plan.map(each -> each.base().stop()))
          .as("position %d", position)
          .isEqualTo(best.map(BaseBackup::stop));
      plan.ifPresent(found -> assertSound(world, found));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theLatestPointIsTheFurthestThatAnyBackupReaches(int seed) {
    // Given
    World world = new World(seed);

    // When
    Optional<RecoveryPlan> plan = attempt(world.planner(), new RecoveryTarget.Latest());

    // Then
    assertThat(plan.map(each -> each.end().value()))
        .isEqualTo(
            world.bases.stream()
                .filter(world::lies)
                .map(base -> (long) world.reach(base))
                .max(Long::compare));
    plan.ifPresent(found -> assertSound(world, found));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anIntervalHoldsExactlyThePositionsThatCanBeReached(int seed) {
    // Given
    World world = new World(seed);

    // When
    List<RecoverableInterval> intervals = world.planner().intervals(new TimelineChoice.Latest());

    // Then
    for (int position = 1; position < LENGTH; position++) {
      Lsn asked = lsn(position);
      assertThat(intervals.stream().anyMatch(each -> each.contains(asked)))
          .as("position %d of %s", position, intervals)
          .isEqualTo(world.best(position).isPresent());
    }
  }

  @Test
  void aRefusalNamesTheNearestPointsOnBothSides() {
    // Given
    World world = new World(0);
    world.bases.clear();
    world.pieces.clear();
    world.histories.clear();
    world.bases.add(base(10, 12));
    world.bases.add(base(40, 42));

    // Then
    assertThatThrownBy(() ->
            world
                .planner()
                .plan(
                    new RecoveryTarget.Time(time(20)),
                    new TimelineChoice.Latest(),
                    Optional.empty()))
        .hasMessageContaining(time(12) + " before it and " + time(42) + " after it");
    assertThatThrownBy(() ->
            world
                .planner()
                .plan(
                    new RecoveryTarget.Position(lsn(5)),
                    new TimelineChoice.Latest(),
                    Optional.empty()))
        .hasMessageContaining("none before it and 0/C after it");
  }

  @Test
  void logThatCameLateIsNoPromiseOfItsTime() {
    // Given: the end of a timeline that was left, and the beginning of the next, came at 90
    var late = new LogTime(time(90), LogTime.UNKNOWN);
    var pieces =
        List.of(
            piece(1, 12, 20, LogTime.upTo(time(20))),
            piece(1, 20, 25, late),
            piece(1, 25, 30, LogTime.upTo(time(90))),
            piece(2, 30, 40, late));
    var set = new RecoverySet(SYSTEM, List.of(base(10, 12)), pieces, Map.of(2, "1\t0/1E\tx\n"));
    RecoveryPlanner planner = new RecoveryPlanner(set, _ -> late);

    // When
    List<RecoverableInterval> intervals = planner.intervals(new TimelineChoice.Latest());
    RecoveryPlan plan =
        planner.plans(new RecoveryTarget.Time(time(35)), new TimelineChoice.Latest()).getFirst();

    // Then
    assertThat(intervals).extracting(RecoverableInterval::until).containsExactly(time(20));
    assertThat(plan.end()).isEqualTo(lsn(25));
    assertThat(planner.onward(plan).end()).isEqualTo(lsn(40));
    assertThat(planner.onward(plan).until()).isEqualTo(time(20));
  }

  private static WalPiece piece(int timeline, int from, int to, LogTime time) {
    BlobId id = BlobId.hash(new byte[] {(byte) from, 1});
    return new WalPiece(new WalPiece.RollUp(id, time), timeline, lsn(from), lsn(to));
  }

  private static BaseBackup base(int start, int stop) {
    return new BaseBackup(
        BlobId.hash(new byte[] {(byte) start}),
        Optional.empty(),
        SYSTEM,
        15,
        1,
        lsn(start),
        lsn(stop),
        time(stop));
  }

  private static Optional<RecoveryPlan> attempt(RecoveryPlanner planner, RecoveryTarget target) {
    try {
      return Optional.of(planner.plan(target, new TimelineChoice.Latest(), Optional.empty()));
    } catch (BackstayException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE);
      return Optional.empty();
    }
  }

  /** The stretches adjoin each other and each is held where it is said to be. */
  private static void assertSound(World world, RecoveryPlan plan) {
    Lsn position = plan.base().start();
    for (Stretch stretch : plan.stretches()) {
      assertThat(stretch.from()).isEqualTo(position);
      assertThat(stretch.piece().from()).isLessThanOrEqualTo(stretch.from());
      assertThat(stretch.to()).isLessThanOrEqualTo(stretch.piece().to());
      for (long at = stretch.from().value(); at < stretch.to().value(); at++) {
        assertThat(world.timelineAt((int) at)).isEqualTo(stretch.piece().timeline());
      }
      position = stretch.to();
    }
    assertThat(world.lies(plan.base())).isTrue();
  }
}
