package dev.backstay.servicekit.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.EventType;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.event.MemoryEvents;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MemoryWorkQueueTest extends WorkQueueContract {
  private final MemoryEvents events = new MemoryEvents();
  private final Parking parking = new Parking(events, () -> SampleEvents.NOW, "/backstay/test");
  private final MemoryWorkQueue queue =
      new MemoryWorkQueue(events, parking, Disorder.none(new Random(1)));

  @Override
  WorkQueue queue() {
    return queue;
  }

  @Override
  EventPublisher publisher() {
    return events;
  }

  @Override
  EventSource source() {
    return events;
  }

  @Override
  void append(EventType type, byte[] value) {
    events.append(type.topic(), Optional.of("stranger"), value);
  }

  @Test
  void aDeadWorkersJobIsGivenToAnother() throws InterruptedException {
    // Given
    CountDownLatch never = new CountDownLatch(1);
    MemoryWork dying =
        queue.work(
            settings(),
            job -> {
              diary.note("dying", job);
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Outcome.done(); // too late: nobody hears it
            });
    events.publish(SampleEvents.requested(1));
    diary.awaitSize(1);

    // When
    dying.die();
    try (Work _ = queue.work(settings(), this::noted)) {
      diary.awaitSize(2);
    }

    // Then
    assertThat(diary.entries()).containsExactly("dying:n1:1", "next:n1:2");
  }

  @Test
  void aSeedReplaysOrderAndDoubles() throws InterruptedException {
    assertThat(disordered(7)).isEqualTo(disordered(7)).isNotEqualTo(disordered(8));
    assertThat(disordered(7)).hasSizeGreaterThan(20).containsAll(tags());
  }

  private static List<String> tags() {
    return SampleEvents.requested(0, 20).stream()
        .map(event -> event.data().tags().getFirst())
        .toList();
  }

  private List<String> disordered(long seed) throws InterruptedException {
    MemoryEvents told = new MemoryEvents();
    SampleEvents.requested(0, 20).forEach(told::publish);
    MemoryWorkQueue disorder =
        new MemoryWorkQueue(told, parking, Disorder.allowed(new Random(seed)));
    diary.clear();
    try (Work work = disorder.work(settings(), this::noted)) {
      diary.await(() -> diary.tags().containsAll(tags()) && work.inHand() == 0, "all events done");
      told.publish(SampleEvents.requested(99));
      diary.await(() -> diary.tags().contains("n99"), "the last event");
    }
    return diary.tags().stream().filter(tag -> !tag.equals("n99")).toList();
  }

  private Outcome noted(Job<BackupRequested> job) {
    diary.note("next", job);
    return Outcome.done();
  }
}
