package dev.backstay.servicekit.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
import dev.backstay.servicekit.SampleEvents;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryEventsTest extends EventsContract {
  private final MemoryEvents events = new MemoryEvents();

  @Override
  EventPublisher publisher() {
    return events;
  }

  @Override
  EventSource source() {
    return events;
  }

  @Override
  DeadLetters deadLetters() {
    return events;
  }

  @Override
  void append(EventType type, byte[] value) {
    events.append(type.topic(), Optional.empty(), value);
  }

  @Test
  void tellsEveryEventTwiceOnDemand() {
    // Given
    events.tellTwice();

    // When
    events.publish(SampleEvents.requested(1));

    // Then
    assertThat(events.all(EventType.BACKUP_REQUESTED)).hasSize(2);
  }
}
