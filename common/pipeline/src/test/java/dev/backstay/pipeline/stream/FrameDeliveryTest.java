package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.publication.CommittedRuns;
import dev.backstay.pipeline.publication.RefillConsent;
import dev.backstay.pipeline.staging.SwitchedStore;
import dev.backstay.pipeline.stream.FrameDelivery.Part;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FrameDeliveryTest {
  private final StagedStream stream = new StagedStream();
  private final BlobStore near = StagedStream.memory();

  static IntStream seeds() {
    return IntStream.range(0, 25);
  }

  private Optional<StreamMark> mark() {
    return StreamMark.read(stream.staging, StagedStream.NEAR, StagedStream.SOURCE);
  }

  private static LogRange range(long from, long to) {
    return new LogRange(new Lsn(from), new Lsn(to));
  }

  @Test
  void framesAreBroughtReadBackAndMarked() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 100);
    stream.frame(1, 1100, 50);
    stream.now = StagedStream.START.plusMillis(200);

    // When
    FrameDelivery.Report report = stream.look(delivery);

    // Then
    assertThat(report.frames()).isEqualTo(2);
    assertThat(report.lag()).isEqualTo(Duration.ofMillis(700));
    assertThat(mark()).isEqualTo(report.mark());
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1150));
    assertThat(mark().orElseThrow().until()).isEqualTo(StagedStream.START);
    assertThat(StagedFrames.list(near).coverage(StagedStream.timeline(1)).newest())
        .contains(range(1000, 1150));
    assertThat(near.stat(BlobName.of("config"))).isPresent();
    assertThat(stream.look(delivery).frames()).isZero();
  }

  @Test
  void aMarkBeginsBehindTheLastGapAndGrowsTogetherWhenItIsFilled() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 100);
    stream.frame(1, 1150, 50);

    // When
    stream.look(delivery);
    LogRange before = mark().orElseThrow().range();
    stream.frame(1, 1080, 80);
    stream.look(delivery);

    // Then
    assertThat(before).isEqualTo(range(1150, 1200));
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1200));
  }

  @Test
  void aMarkReachesBackOverTheForkOfATimeline() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 100); // 20 bytes of it lie behind the fork
    stream.history(2, 1, new Lsn(1080));
    stream.frame(2, 1060, 90);

    // When
    stream.look(delivery);

    // Then
    assertThat(mark().orElseThrow().timeline()).isEqualTo(2);
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1150));
  }

  @Test
  void eachTimelineOfAMarkIsToldByItselfAlsoAfterARestart() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 100);
    stream.history(2, 1, new Lsn(1080));
    stream.frame(2, 1060, 90);

    // When
    stream.look(delivery);
    FrameDelivery restarted = stream.delivery(StagedStream.NEAR, near);
    stream.look(restarted);

    // Then
    assertThat(delivery.parts(StagedStream.SOURCE))
        .extracting(Part::timeline, part -> part.from().value(), part -> part.to().value())
        .containsExactly(tuple(1, 1000L, 1100L), tuple(2, 1080L, 1150L));
    assertThat(restarted.parts(StagedStream.SOURCE).getLast())
        .isEqualTo(delivery.parts(StagedStream.SOURCE).getLast());
  }

  @Test
  void whereTheEndOfATimelineCameWithTheNextOneBothTouch() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 70); // the 10 bytes up to the fork come with the next timeline only
    stream.history(2, 1, new Lsn(1080));
    stream.frame(2, 1060, 90);

    // When
    stream.look(delivery);

    // Then
    assertThat(delivery.parts(StagedStream.SOURCE))
        .extracting(Part::timeline, part -> part.from().value(), part -> part.to().value())
        .containsExactly(tuple(1, 1000L, 1070L), tuple(2, 1070L, 1150L));
  }

  @Test
  void aTimelineThatLeavesNoTraceOfTheForkIsAGap() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 50);
    stream.history(2, 1, new Lsn(1080));
    stream.frame(2, 1060, 90);

    // When
    stream.look(delivery);

    // Then
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1060, 1150));
  }

  @Test
  void aMarkPromisesNoInstantOfWhichLogIsStillToCome() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    Instant live = StagedStream.START;
    Instant later = live.plus(Duration.ofHours(1));
    stream.frame(1, 1000, 100);
    stream.look(delivery);

    // When: a stream that was interrupted catches up
    stream.frame(1, 1100, 100, new LogTime(later, LogTime.UNKNOWN));
    stream.look(delivery);
    Instant behind = mark().orElseThrow().until();
    stream.look(stream.delivery(StagedStream.NEAR, near));
    Instant restarted = mark().orElseThrow().until();
    stream.frame(1, 1200, 100, LogTime.upTo(later));
    stream.look(delivery);

    // Then
    assertThat(behind).isEqualTo(live);
    assertThat(restarted).isEqualTo(live);
    assertThat(mark().orElseThrow().until()).isEqualTo(later);
  }

  @Test
  void aMarkThatLosesItsNewestLogPromisesNoMoreThanIsLeft() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, 1000, 100);
    FrameName newest = stream.frame(1, 1100, 100, LogTime.upTo(StagedStream.START.plusSeconds(60)));
    stream.look(delivery);

    // When
    stream.staging.delete(newest.blob());
    near.delete(newest.blob());
    stream.now = stream.now.plus(Duration.ofMinutes(6));
    stream.look(delivery);

    // Then
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1100));
    assertThat(mark().orElseThrow().until()).isEqualTo(StagedStream.START);
  }

  @Test
  void whatDoesNotComeBackAsItWasIsNotMarked() {
    // Given
    var lying = new Forgetful(near);
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, lying);
    stream.frame(1, 1000, 100);
    stream.look(delivery);
    stream.frame(1, 1100, 100);
    lying.forgets = true;

    // When / Then
    assertThatThrownBy(() -> stream.look(delivery)).isInstanceOf(BackstayException.class);
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1100));
  }

  /** Acknowledges frames that it does not keep. */
  private static final class Forgetful extends SwitchedStore {
    boolean forgets;

    Forgetful(BlobStore store) {
      super(store);
    }

    @Override
    public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
      return forgets ? PutOutcome.STORED : super.put(name, payload, options);
    }
  }

  @Test
  void aDamagedFrameLeavesStagingAndIsTold() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    FrameName good = stream.frame(1, 1000, 100);
    FrameName bad = stream.frame(1, 1100, 100);
    StagedStream.damage(stream.staging, bad);

    // When
    FrameDelivery.Report report = stream.look(delivery);

    // Then
    assertThat(report.damaged()).containsExactly(new FrameDelivery.Damage.InStaging(bad));
    assertThat(stream.staging.stat(bad.blob())).isEmpty();
    assertThat(mark().orElseThrow().range()).isEqualTo(good.range());
  }

  @Test
  void aDestinationThatLostFramesGetsThemAgain() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    FrameName first = stream.frame(1, 1000, 100);
    FrameName second = stream.frame(1, 1100, 100);
    stream.look(delivery);
    near.delete(first.blob());
    near.delete(second.blob());

    // When
    stream.now = stream.now.plus(Duration.ofMinutes(6));
    stream.look(delivery);

    // Then
    assertThat(StagedFrames.list(near).coverage(StagedStream.timeline(1)).newest())
        .contains(range(1000, 1200));
  }

  @Test
  void aDestinationThatIsFilledAnewHoldsNothingThatStagingBelieved() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, StagedStream.SEGMENT, 100);
    stream.now = Instant.now().plus(Duration.ofMinutes(6));
    stream.look(delivery);
    stream.rollUpAll();
    stream.publish(StagedStream.NEAR, near);
    CommittedRuns.objects(near).keySet().forEach(near::delete);
    RefillConsent.give(near);

    // When
    stream.now = stream.now.plus(Duration.ofMinutes(6));
    stream.look(delivery);

    // Then
    List<RolledUp> rolled = new RollUpHistory(stream.staging).of(StagedStream.timeline(1));
    assertThat(rolled.getLast().isPublished(stream.staging, StagedStream.NEAR)).isFalse();
    assertThat(near.stat(BlobName.of("backstay/refill"))).isEmpty();
    assertThat(StagedFrames.list(near).coverage(StagedStream.timeline(1)).newest())
        .contains(mark().orElseThrow().range());
  }

  @Test
  void aMarkThatWasMadeVoidIsNotBelievedAnyMore() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    FrameName first = stream.frame(1, 1000, 100);
    stream.look(delivery);

    // When: somebody else fills the destination anew
    near.delete(first.blob());
    stream.staging.delete(StreamMark.name(StagedStream.NEAR, StagedStream.SOURCE));
    stream.staging.delete(first.blob());
    stream.frame(1, 1100, 100);
    stream.look(delivery);
    stream.look(delivery);

    // Then
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1100, 1200));
  }

  @Test
  void aDamagedFrameAtTheDestinationIsToldAndHindersNoOther() {
    // Given
    FrameName bad = stream.frame(1, 1000, 100);
    FrameName good = stream.frame(1, 1100, 100);
    stream.look(stream.delivery(StagedStream.NEAR, near));
    stream.staging.delete(bad.blob());
    stream.staging.delete(good.blob());
    StagedStream.damage(near, bad);
    stream.frame(1, 1200, 50);

    // When
    FrameDelivery.Report report = stream.look(stream.delivery(StagedStream.NEAR, near));

    // Then
    assertThat(report.damaged()).containsExactly(new FrameDelivery.Damage.AtDestination(bad));
    assertThat(stream.frames().coverage(StagedStream.timeline(1)).ranges())
        .containsExactly(range(1100, 1250));
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1100, 1250));
  }

  @Test
  void aDamagedNewestFrameIsNotMarked() {
    // Given
    stream.frame(1, 1000, 100);
    FrameName bad = stream.frame(1, 1100, 100);
    stream.look(stream.delivery(StagedStream.NEAR, near));
    stream.staging.delete(StreamMark.name(StagedStream.NEAR, StagedStream.SOURCE));
    StagedStream.damage(near, bad);
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);

    // When
    FrameDelivery.Report report = stream.look(delivery);
    boolean marked = report.mark().isPresent();
    stream.look(delivery);

    // Then
    assertThat(report.damaged()).containsExactly(new FrameDelivery.Damage.AtDestination(bad));
    assertThat(marked).isFalse();
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, 1200));
    assertThat(near.read(bad.blob())).isEqualTo(stream.staging.read(bad.blob()));
  }

  @Test
  void afterStagingWasLostTheFramesOfADestinationComeBack() {
    // Given
    stream.frame(1, 1000, 100);
    stream.look(stream.delivery(StagedStream.NEAR, near));
    var renewed = new StagedStream();
    renewed.frame(1, 1080, 100);

    // When
    renewed.look(renewed.delivery(StagedStream.NEAR, near));

    // Then
    assertThat(renewed.frames().coverage(StagedStream.timeline(1)).newest())
        .contains(range(1000, 1180));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverFailsTheMarkNeverSaysMoreThanIsThere(int seed) {
    // Given
    var random = new Random(seed);
    var switched = new SwitchedStore(near);
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, switched);
    long at = 1000;

    // When
    for (int round = 0; round < 12; round++) {
      int length = 1 + random.nextInt(300);
      stream.frame(1, Math.max(1000, at - random.nextInt(50)), length);
      at = stream.frames().coverage(StagedStream.timeline(1)).newest().orElseThrow().to().value();
      switched.to(
          random.nextBoolean()
              ? near
              : FaultyBlobStore.wrap(
                  near, FaultPlan.seeded(seed + round, 0.3, List.of(Fault.values()))));
      try {
        stream.look(
            random.nextInt(4) == 0 ? stream.delivery(StagedStream.NEAR, switched) : delivery);
      } catch (BackstayException e) {
        assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL);
      }
      mark()
          .ifPresent(mark ->
              assertThat(
                      StagedFrames.list(near)
                          .coverage(StagedStream.timeline(1))
                          .covers(mark.range()))
                  .isTrue());
    }
    switched.to(near);
    stream.look(delivery);

    // Then
    assertThat(mark().orElseThrow().range()).isEqualTo(range(1000, at));
  }
}
