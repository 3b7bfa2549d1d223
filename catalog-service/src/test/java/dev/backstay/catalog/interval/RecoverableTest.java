package dev.backstay.catalog.interval;

import static dev.backstay.catalog.StreamEvents.at;
import static dev.backstay.catalog.StreamEvents.position;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.StreamEvents;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.recovery.RecoveredBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecoverableTest {
  private static final StreamEvents STREAM = StreamEvents.of("orders");
  private static final DestinationName NEAR = StoryEvents.NEAR;
  private static final DestinationName FAR = StoryEvents.FAR;

  @Test
  void anIntervalReachesFromTheOldestBackupToTheNewestByteStored() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            STREAM.base(1, 310, 320, NEAR),
            STREAM.rollUp(1, 290, 600, NEAR),
            List.of(STREAM.stored(1, 0, 650, NEAR)));

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 650, 100));
    assertThat(known.holes()).isEmpty();
  }

  @Test
  void noInstantIsPromisedOfWhichLogIsStillToCome() {
    // Given
    List<Event<?>> base = STREAM.base(1, 100, 110, NEAR);
    List<Event<?>> live = STREAM.rollUp(1, 0, 300, NEAR);
    List<Event<?>> late = STREAM.lateRollUp(1, 290, 600, Instant.EPOCH, NEAR);

    // When
    Recoverable catchingUp =
        recoverable(base, live, late, List.of(STREAM.stored(1, 0, 650, Instant.EPOCH, NEAR)));
    Recoverable caughtUp = recoverable(base, live, late, List.of(STREAM.stored(1, 0, 700, NEAR)));

    // Then
    assertThat(catchingUp.intervals())
        .singleElement()
        .satisfies(interval -> {
          assertThat(interval.until()).isEqualTo(at(300));
          assertThat(interval.end()).isEqualTo(position(650));
        });
    assertThat(caughtUp.intervals()).containsExactly(interval(NEAR, 1, 110, 700, 100));
  }

  @Test
  void logOfWhichNothingIsKnownToBeCompleteBringsBackTheBackup() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR), List.of(STREAM.stored(1, 0, 650, Instant.EPOCH, NEAR)));

    // Then
    assertThat(known.intervals())
        .singleElement()
        .satisfies(interval -> assertThat(interval.until()).isEqualTo(at(110)));
  }

  @Test
  void eachDestinationIsJudgedByWhatItHolds() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR, FAR),
            STREAM.rollUp(1, 0, 300, NEAR, FAR),
            STREAM.rollUp(1, 300, 600, NEAR),
            List.of(STREAM.stored(1, 0, 450, FAR), STREAM.stored(1, 0, 650, NEAR)));

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 1, 110, 650, 100), interval(FAR, 1, 110, 450, 100));
  }

  @Test
  void aBackupThatNoStreamGoesOnFromIsOneInstant() {
    // When
    Recoverable known =
        recoverable(STREAM.base(1, 100, 110, NEAR), STREAM.rollUp(1, 200, 300, NEAR));

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 110, 100));
    assertThat(known.intervals().getFirst().isContinuous()).isFalse();
  }

  @Test
  void aGapEndsAnIntervalAndTheNextBackupBeginsAnother() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            List.of(STREAM.gap(1, 300, 400)),
            STREAM.rollUp(1, 400, 600, NEAR),
            STREAM.base(1, 500, 510, NEAR));

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 1, 510, 600, 500), interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes())
        .singleElement()
        .satisfies(hole -> {
          assertThat(hole.destination()).contains(NEAR);
          assertThat(hole.from()).isEqualTo(position(300));
          assertThat(hole.to()).isEqualTo(position(400));
          assertThat(hole.after()).isEqualTo(at(300));
          assertThat(hole.gap().orElseThrow().cause()).isEqualTo("the server gave up the slot");
        });
  }

  @Test
  void aGapThatNothingFollowsYetIsNamedToo() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            List.of(STREAM.gap(1, 300, 400)));

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes())
        .singleElement()
        .satisfies(hole -> assertThat(hole.destination()).isEmpty());
  }

  @Test
  void whatOnlyOneDestinationLacksIsAHoleThere() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR, FAR),
            STREAM.rollUp(1, 0, 300, NEAR, FAR),
            STREAM.rollUp(1, 300, 400, NEAR),
            STREAM.rollUp(1, 400, 600, NEAR, FAR));

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 1, 110, 600, 100), interval(FAR, 1, 110, 300, 100));
    assertThat(known.holes())
        .singleElement()
        .satisfies(hole -> {
          assertThat(hole.destination()).contains(FAR);
          assertThat(hole.gap()).isEmpty();
        });
  }

  @Test
  void removedPiecesShortenIntervalsWhateverTheDestinationOnceSaid() {
    // Given
    List<Event<?>> story =
        joined(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            STREAM.rollUp(1, 300, 600, NEAR),
            STREAM.base(1, 400, 410, NEAR),
            List.of(STREAM.stored(1, 0, 650, NEAR)));
    // When
    story.add(STREAM.forgotten(STREAM.rollUpId(1, 0), NEAR));
    Recoverable known = recoverable(story);

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 1, 410, 650, 400), interval(NEAR, 1, 110, 110, 100));
  }

  @Test
  void aRollUpFoundBadIsAHoleWhateverTheDestinationOnceSaid() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            STREAM.rollUp(1, 300, 600, NEAR),
            List.of(STREAM.stored(1, 0, 650, NEAR), STREAM.damaged(STREAM.rollUpId(1, 300), NEAR)));

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes())
        .singleElement()
        .satisfies(hole -> {
          assertThat(hole.from()).isEqualTo(position(300));
          assertThat(hole.to()).isEqualTo(position(600));
        });
  }

  @Test
  void whatOneDestinationForgotIsGoneThereAlone() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR, FAR),
            STREAM.rollUp(1, 0, 300, NEAR, FAR),
            STREAM.rollUp(1, 300, 600, NEAR, FAR),
            List.of(
                STREAM.stored(1, 0, 650, NEAR),
                STREAM.stored(1, 0, 650, FAR),
                STREAM.forgotten(STREAM.rollUpId(1, 0), NEAR)));

    // Then
    assertThat(known.intervals())
        .containsExactlyInAnyOrder(
            interval(FAR, 1, 110, 650, 100), interval(NEAR, 1, 110, 110, 100));
  }

  @Test
  void anOlderTimelineIsHeldNoFurtherThanItWasRolledUpHoweverManyWereSince() {
    // Given
    List<Event<?>> story =
        joined(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            List.of(STREAM.stored(1, 0, 310, NEAR), STREAM.forgotten(STREAM.rollUpId(1, 0), NEAR)));
    // When
    for (long from = 310; from < 360; from++) {
      story.addAll(STREAM.rollUp(2, from, from + 1, NEAR));
      story.add(STREAM.forgotten(STREAM.rollUpId(2, from), NEAR));
    }

    // Then
    assertThat(recoverable(story).intervals()).containsExactly(interval(NEAR, 1, 110, 110, 100));
  }

  @Test
  void afterAPromotionTheNewTimelineIsRecoverableBeforeAnythingOfItIsRolledUp() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            List.of(STREAM.stored(1, 0, 350, NEAR), STREAM.stored(2, 330, 600, NEAR)));

    // Then
    assertThat(known.intervals())
        .extracting(Interval::timeline, Interval::begin, Interval::end, Interval::base)
        .containsExactly(
            tuple(2, position(330), position(600), STREAM.baseId(100)),
            tuple(1, position(110), position(350), STREAM.baseId(100)));
    assertThat(known.holes()).isEmpty();
  }

  @Test
  void aBackupThatStoppedInTheSegmentOfTheForkIsGoneOnFrom() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 325, 335, NEAR),
            STREAM.rollUp(1, 0, 340, NEAR),
            List.of(STREAM.stored(2, 330, 600, NEAR)));

    // Then
    assertThat(known.intervals())
        .extracting(Interval::timeline, Interval::begin, Interval::end)
        .containsExactly(
            tuple(2, position(335), position(600)), tuple(1, position(335), position(340)));
  }

  @Test
  void onlyDestinationsThatCountAreLookedAt() {
    // When
    Recoverable known =
        Recoverable.of(
            StreamPieces.told(
                STREAM.source(),
                joined(
                    STREAM.base(1, 100, 110, NEAR, FAR),
                    STREAM.rollUp(1, 0, 300, NEAR, FAR),
                    STREAM.rollUp(1, 400, 500, FAR))),
            NEAR::equals);

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes()).isEmpty();
  }

  @Test
  void aPromotionGoesOnFromTheTimelineBefore() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            STREAM.rollUp(2, 300, 600, NEAR));

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 2, 300, 600, 100), interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes()).isEmpty();
  }

  @Test
  void aPromotionBeyondWhatIsHeldIsNotReached() {
    // When
    Recoverable known =
        recoverable(
            STREAM.base(1, 100, 110, NEAR),
            STREAM.rollUp(1, 0, 300, NEAR),
            STREAM.rollUp(2, 350, 600, NEAR),
            STREAM.base(2, 400, 410, NEAR));

    // Then
    assertThat(known.intervals())
        .containsExactly(interval(NEAR, 2, 410, 600, 400), interval(NEAR, 1, 110, 300, 100));
    assertThat(known.holes())
        .singleElement()
        .satisfies(hole -> {
          assertThat(hole.from()).isEqualTo(position(300));
          assertThat(hole.to()).isEqualTo(position(350));
        });
  }

  @Test
  void aBackupNewerThanWhatIsStoredYetIsReachedAlone() {
    // When
    Recoverable known =
        recoverable(STREAM.base(1, 100, 110, NEAR), List.of(STREAM.stored(1, 0, 105, NEAR)));

    // Then
    assertThat(known.intervals()).containsExactly(interval(NEAR, 1, 110, 110, 100));
  }

  @Test
  void vaultsAloneTellTheSameIntervalsUpToTheNewestRollUp() {
    // Given
    List<Event<?>> told =
        joined(
            STREAM.base(1, 100, 110, NEAR, FAR),
            STREAM.rollUp(1, 0, 300, NEAR, FAR),
            STREAM.rollUp(1, 300, 600, NEAR));
    List<Event<?>> recovered = new ArrayList<>();
    told.stream()
        .map(Event::data)
        .filter(DumpCompleted.class::isInstance)
        .map(DumpCompleted.class::cast)
        .forEach(dump -> {
          var backup =
              new RecoveredBackup(
                  dump.backup(),
                  dump.source(),
                  dump.kind(),
                  dump.snapshot(),
                  dump.startedAt(),
                  dump.hostname(),
                  dump.tags());
          told.stream()
              .map(Event::data)
              .filter(Uploaded.class::isInstance)
              .map(Uploaded.class::cast)
              .filter(upload -> upload.backup().equals(dump.backup()))
              .forEach(upload -> recovered.addAll(backup.events(upload.destination())));
        });

    // Then
    assertThat(recoverable(recovered)).isEqualTo(recoverable(told));
    assertThat(recoverable(recovered).intervals()).hasSize(2);
  }

  @Test
  void theOrderOfTheEventsIsOfNoConsequence() {
    // Given
    List<Event<?>> story =
        joined(
            STREAM.base(1, 100, 110, NEAR, FAR),
            STREAM.rollUp(1, 0, 300, NEAR, FAR),
            List.of(STREAM.gap(1, 300, 400)),
            STREAM.rollUp(1, 400, 600, NEAR),
            STREAM.base(1, 500, 510, NEAR, FAR),
            STREAM.rollUp(2, 600, 900, NEAR, FAR),
            List.of(
                STREAM.stored(2, 600, 950, NEAR),
                STREAM.stored(2, 600, 940, NEAR),
                STREAM.stored(2, 600, 940, FAR),
                STREAM.forgotten(STREAM.rollUpId(1, 0), FAR)));
    Recoverable expected = recoverable(story);
    var random = new Random(20261120);
    for (int round = 0; round < 200; round++) {
      // When
      List<Event<?>> shuffled = new ArrayList<>(story);
      shuffled.addAll(story.subList(0, random.nextInt(story.size())));
      Collections.shuffle(shuffled, random);

      // Then
      assertThat(recoverable(shuffled)).isEqualTo(expected);
    }
  }

  private static Interval interval(
      DestinationName place, int timeline, long from, long until, long base) {
    return new Interval(
        place,
        STREAM.system(),
        timeline,
        at(from),
        at(until),
        position(from),
        position(until),
        STREAM.baseId(base));
  }

  @SafeVarargs
  private static List<Event<?>> joined(List<Event<?>>... parts) {
    List<Event<?>> events = new ArrayList<>();
    for (List<Event<?>> part : parts) {
      events.addAll(part);
    }
    return events;
  }

  @SafeVarargs
  private static Recoverable recoverable(List<Event<?>>... parts) {
    return recoverable(joined(parts));
  }

  private static Recoverable recoverable(List<Event<?>> events) {
    return StreamPieces.recoverable(STREAM.source(), events);
  }
}
