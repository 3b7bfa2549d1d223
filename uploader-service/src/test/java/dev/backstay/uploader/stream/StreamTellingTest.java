package dev.backstay.uploader.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.servicekit.event.EventPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class StreamTellingTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void aBrokerThatAnswersLateHearsOnlyTheNewest() throws InterruptedException {
    // Given
    var broker = new SlowBroker();
    try (var telling = new StreamTelling(broker)) {
      telling.start();
      telling.tell(stored(1));
      broker.asked.await();

      // When
      telling.tell(stored(2));
      telling.tell(stored(3));
      broker.answers.countDown();
      broker.all.await();

      // Then
      assertThat(broker.told).isEqualTo(List.of(stored(1), stored(3)));
    }
  }

  private static Event<StreamStored> stored(int position) {
    return Event.of(
        "/backstay/test",
        NOW,
        new StreamStored(
            SOURCE,
            new DestinationName("near"),
            new SystemIdentifier("7123456789012345678"),
            1,
            new StreamPosition(0),
            new StreamPosition(position),
            NOW,
            Duration.ZERO,
            NOW));
  }

  private static final class SlowBroker implements EventPublisher {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answers = new CountDownLatch(1);
    final CountDownLatch all = new CountDownLatch(2);
    final List<Event<?>> told = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Event<?> event) {
      asked.countDown();
      try {
        answers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      told.add(event);
      all.countDown();
    }

    @Override
    public void close() {}
  }
}
