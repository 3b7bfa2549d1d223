package dev.backstay.servicekit.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every publisher, history and dead-letter box must do. Histories are never empty for long.
 */
abstract class EventsContract {
  abstract EventPublisher publisher();

  abstract EventSource source();

  abstract DeadLetters deadLetters();

  abstract void append(EventType type, byte[] value);

  private final List<Event<?>> read = new ArrayList<>();

  @Test
  void whatWasPublishedIsReadAgainAsItWas() {
    // Given
    Event<?> first = SampleEvents.requested(1).by("somebody");
    Event<?> answer = SampleEvents.started(1).answering(first);

    // When
    publisher().publish(first);
    publisher().publish(answer);

    // Then
    source().readAll(Set.of(EventType.BACKUP_REQUESTED, EventType.BACKUP_STARTED), read::add);
    assertThat(read).contains(first, answer);
  }

  @Test
  void historyIsReadInTheOrderOfItsSubjectAsOftenAsOneLikes() {
    // Given
    List<Event<?>> told = new ArrayList<>(SampleEvents.requested(10, 30));
    told.forEach(publisher()::publish);

    for (int round = 0; round < 2; round++) {
      // When
      read.clear();
      source().readAll(Set.of(EventType.BACKUP_REQUESTED), read::add);

      // Then
      assertThat(read).containsSubsequence(told);
    }
  }

  @Test
  void onlyTheTypesAskedForAreRead() {
    // Given
    publisher().publish(SampleEvents.started(2));

    // When
    source().readAll(Set.of(EventType.BACKUP_STARTED), read::add);

    // Then
    assertThat(read).isNotEmpty().allMatch(event -> event.type() == EventType.BACKUP_STARTED);
  }

  @Test
  void whatIsNoEventIsSkippedAndCounted() {
    // Given
    EventType type = EventType.BACKUP_FAILED;
    append(type, "{not json".getBytes(StandardCharsets.UTF_8));
    append(type, "{\"specversion\":\"1.0\",\"type\":\"x.y.v9\"}".getBytes(StandardCharsets.UTF_8));

    // When
    EventSource.ReadCount count = source().readAll(Set.of(type), read::add);

    // Then
    assertThat(count).isEqualTo(new EventSource.ReadCount(0, 2));
  }

  @Test
  void anEmptyHistoryEndsAtOnce() {
    EventSource.ReadCount count = source().readAll(Set.of(EventType.PRUNED), read::add);

    assertThat(count).isEqualTo(new EventSource.ReadCount(0, 0));
  }

  @Test
  void aParkedMessageIsReplayedIntoItsTopic() {
    // Given
    Event<?> lost = SampleEvents.started(77);
    MessageParked parked =
        new MessageParked(
            lost.type().topic(),
            0,
            0,
            "group",
            Optional.of("shop"),
            Base64.getEncoder().encodeToString(dev.backstay.events.EventCodec.encode(lost)),
            1,
            new Failure("INTERNAL", "broken", "mend it"),
            SampleEvents.NOW);

    // When
    deadLetters().replay(parked);

    // Then
    source().readAll(Set.of(lost.type()), read::add);
    assertThat(read).contains(lost);
  }
}
