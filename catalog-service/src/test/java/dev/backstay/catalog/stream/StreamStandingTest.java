package dev.backstay.catalog.stream;

import static dev.backstay.catalog.StreamEvents.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.StreamEvents;
import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.interval.StreamPieces;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamStandingTest {
  private static final StreamEvents STREAM = StreamEvents.of("orders");
  private static final DestinationName NEAR = StoryEvents.NEAR;
  private static final DestinationName FAR = StoryEvents.FAR;
  private static final Duration LAG = Duration.ofMillis(800);

  @Test
  void whileItIsToldInTimeTheLagIsWhatWouldBeLost() {
    assertThat(standing(at(110), STREAM.stored(1, 0, 100, NEAR)).behind()).contains(LAG);
  }

  @Test
  void silenceCountsAsLoss() {
    assertThat(standing(at(161), STREAM.stored(1, 0, 100, NEAR)).behind())
        .contains(LAG.plusSeconds(60));
  }

  @Test
  void theBestDestinationCountsAndEachIsToldByItself() {
    // When
    StreamStanding standing =
        standing(at(205), STREAM.stored(1, 0, 100, NEAR), STREAM.stored(1, 0, 200, FAR));

    // Then
    assertThat(standing.behind()).contains(LAG);
    assertThat(standing.places())
        .extracting(StreamStanding.Place::behind)
        .containsExactly(LAG, LAG.plusSeconds(104));
  }

  @Test
  void whileTheServerDoesNotAnswerTheLossGrowsWhateverDestinationsSay() {
    // Given
    Event<?> lost = STREAM.alarm(StreamTrouble.DISCONNECTED, true, 150);
    Event<?> stored = STREAM.stored(1, 0, 200, NEAR);

    // Then
    assertThat(standing(at(205), lost, stored).behind()).contains(LAG.plusSeconds(55));
    assertThat(
            standing(at(205), lost, STREAM.alarm(StreamTrouble.DISCONNECTED, false, 180), stored)
                .behind())
        .contains(LAG);
    assertThat(
            standing(at(205), STREAM.alarm(StreamTrouble.WAL_RETAINED, true, 150), stored).behind())
        .contains(LAG);
  }

  @Test
  void whatGoesOnFromNoBackupWouldBeLostWhole() {
    // When
    StreamStanding standing =
        standing(at(205), STREAM.stored(1, 30, 200, NEAR), STREAM.stored(1, 0, 100, FAR));

    // Then
    assertThat(standing.places())
        .extracting(StreamStanding.Place::based)
        .containsExactly(true, false);
    assertThat(standing.behind()).contains(LAG.plusSeconds(104));
    assertThat(standing(at(205), STREAM.stored(1, 30, 200, NEAR)).behind()).isEmpty();
  }

  @Test
  void whatNobodyToldIsUnknown() {
    assertThat(standing(at(5), STREAM.gap(1, 0, 9)).behind()).isEmpty();
  }

  private static StreamStanding standing(Instant now, Event<?>... events) {
    StateKey key = new StateKey.OfStream(STREAM.source());
    var record = (StreamRecord) Projector.fold(Map.of(), List.of(events)).get(key);
    Recoverable.Told backups =
        StreamPieces.told(STREAM.source(), STREAM.base(1, 10, 20, NEAR, FAR));
    Recoverable recoverable =
        Recoverable.of(
            new Recoverable.Told(
                backups.pieces(), backups.rolledUp(), Optional.ofNullable(record)));
    return StreamStanding.of(Objects.requireNonNull(record), List.of(NEAR, FAR), recoverable, now);
  }
}
