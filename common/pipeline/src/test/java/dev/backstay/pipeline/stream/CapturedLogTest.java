package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CapturedLogTest {
  private static final int SEGMENT = StagedStream.SEGMENT;
  private static final TimelineHistory FIRST = TimelineHistory.ofFirst(1);

  private final StagedStream stream = new StagedStream();

  private CapturedLog captured() {
    return CapturedLog.read(
        stream.staging,
        StagedStream.SOURCE,
        StagedStream.SYSTEM,
        Set.of(StagedStream.NEAR, StagedStream.FAR));
  }

  @Test
  void theStreamGoesOnBehindTheNewestByte() {
    // Given
    stream.frame(1, SEGMENT, 100);
    stream.frame(1, SEGMENT + 100, 50);

    // When / Then
    assertThat(captured().newestTimeline()).isEqualTo(OptionalInt.of(1));
    assertThat(captured().end(FIRST, Optional.empty(), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 150)));
  }

  @Test
  void aHoleBehindWhatTheSlotKeepsIsFilledAgain() {
    // Given
    stream.frame(1, SEGMENT, 100);
    stream.frame(1, SEGMENT + 150, 50);

    // When / Then
    assertThat(captured().end(FIRST, Optional.of(new Lsn(SEGMENT + 20)), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 100)));
    assertThat(captured().end(FIRST, Optional.of(new Lsn(SEGMENT + 160)), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 200)));
  }

  @Test
  void whatDestinationsHoldIsCapturedAlsoWhenStagingIsEmpty() {
    // Given
    new StreamMark(
            StagedStream.SYSTEM,
            1,
            new LogRange(new Lsn(SEGMENT), new Lsn(SEGMENT + 70)),
            Instant.EPOCH,
            Instant.EPOCH)
        .write(stream.staging, StagedStream.FAR, StagedStream.SOURCE);

    // When / Then
    assertThat(captured().end(FIRST, Optional.empty(), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 70)));
    assertThat(captured().end(FIRST, Optional.of(new Lsn(SEGMENT + 10)), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 10)));
  }

  @Test
  void aSlotThatWasMadeAfterTheCaptureEndedSkipsNothing() {
    // Given
    stream.frame(1, SEGMENT, 100);

    // When / Then
    assertThat(captured().end(FIRST, Optional.of(new Lsn(4L * SEGMENT + 7)), SEGMENT))
        .contains(new CapturedLog.Place(1, new Lsn(SEGMENT + 100)));
  }

  @Test
  void aNewTimelineGoesOnFromTheBeginningOfItsFirstSegment() {
    // Given
    stream.frame(1, SEGMENT, 100);
    stream.history(2, 1, new Lsn(SEGMENT + 80));
    TimelineHistory second =
        new TimelineHistory(2, List.of(new TimelineHistory.Ancestor(1, new Lsn(SEGMENT + 80), "")));

    // When / Then
    assertThat(captured().end(second, Optional.empty(), SEGMENT))
        .contains(new CapturedLog.Place(2, new Lsn(SEGMENT)));
  }

  @Test
  void aServerThatNeverWasOnTheTimelineIsMetWhereBothCameFrom() {
    // Given: the server went 1, 3, 4; what was captured went 1, 2
    TimelineHistory server = descent(4, fork(1, 700), fork(3, 900));
    var end = new CapturedLog.Place(2, new Lsn(800));

    // When / Then
    assertThat(end.followedBy(server, descent(2, fork(1, 600))))
        .isEqualTo(new CapturedLog.Place(1, new Lsn(600)));
    assertThat(end.followedBy(server, TimelineHistory.ofFirst(2)))
        .isEqualTo(new CapturedLog.Place(1, new Lsn(700)));
    assertThat(new CapturedLog.Place(3, new Lsn(950)).followedBy(server, descent(3)))
        .isEqualTo(new CapturedLog.Place(3, new Lsn(950)));
    assertThat(CapturedLog.Place.on(server, new Lsn(650)).timeline()).isEqualTo(1);
    assertThat(CapturedLog.Place.on(server, new Lsn(950)).timeline()).isEqualTo(4);
  }

  private static TimelineHistory.Ancestor fork(int timeline, long end) {
    return new TimelineHistory.Ancestor(timeline, new Lsn(end), "");
  }

  private static TimelineHistory descent(int timeline, TimelineHistory.Ancestor... ancestors) {
    return new TimelineHistory(timeline, List.of(ancestors));
  }

  @Test
  void nothingCapturedLeadsNowhere() {
    assertThat(captured().newestTimeline()).isEmpty();
    assertThat(captured().end(FIRST, Optional.of(new Lsn(5)), SEGMENT)).isEmpty();
  }
}
