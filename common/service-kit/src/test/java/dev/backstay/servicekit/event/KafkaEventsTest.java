package dev.backstay.servicekit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.SampleBroker;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class KafkaEventsTest extends EventsContract {
  private static SampleBroker broker;
  private static KafkaEventPublisher publisher;
  private static KafkaDeadLetters deadLetters;

  @BeforeAll
  static void start() throws IOException {
    broker = SampleBroker.start();
    publisher = new KafkaEventPublisher(broker.connection());
    deadLetters = new KafkaDeadLetters(broker.connection());
  }

  @AfterAll
  static void stop() {
    deadLetters.close();
    publisher.close();
    broker.close();
  }

  @Override
  EventPublisher publisher() {
    return publisher;
  }

  @Override
  EventSource source() {
    return new KafkaEventSource(broker.connection());
  }

  @Override
  DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  void append(EventType type, byte[] value) {
    try (RecordSender sender = new RecordSender(broker.connection())) {
      sender.send(EventRecords.of(type.topic(), Optional.of("stranger"), value));
    }
  }

  @Test
  void aMessageTooLargeToBeParkedWholeIsReplayedFromItsPlace() {
    // Given
    Event<?> first = SampleEvents.requested(1);
    EventType type = EventType.VERIFIED;
    append(type, new byte[900_000]);
    MessageParked parked =
        new MessageParked(
            type.topic(),
            place(type),
            0,
            "group",
            Optional.of("stranger"),
            "",
            1,
            new Failure("EVENT_MALFORMED", "too large", "mend it"),
            first.time());

    // When
    deadLetters.replay(parked);

    // Then
    List<Event<?>> read = new ArrayList<>();
    assertThat(source().readAll(Set.of(type), read::add).skipped()).isEqualTo(2);
  }

  /** The partition that Kafka's own partitioner chose for the only key of the topic. */
  private static int place(EventType type) {
    byte[] key = "stranger".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int partitions = dev.backstay.events.EventTopic.of(type).partitions();
    return org.apache.kafka.common.utils.Utils.toPositive(
            org.apache.kafka.common.utils.Utils.murmur2(key))
        % partitions;
  }

  @Test
  void aRecordThatIsRefusedFailsNobodyElses() throws ExecutionException, InterruptedException {
    // Given
    EventType type = EventType.PRUNED;
    try (RecordSender sender = new RecordSender(broker.connection());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> others =
          threads.submit(() -> {
            for (int i = 0; i < 300; i++) {
              sender.send(EventRecords.of(type.topic(), Optional.of("k"), new byte[100]));
            }
          });

      // When
      do {
        assertThatThrownBy(() ->
                sender.send(EventRecords.of(type.topic(), Optional.of("k"), new byte[2 << 20])))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_MALFORMED));
      } while (!others.isDone());

      // Then
      assertThat(others.get()).isNull();
    }
  }

  @Test
  void aCallerThatIsInterruptedFailsNobodyElses() {
    try (RecordSender sender = new RecordSender(broker.connection())) {
      // Given
      EventType type = EventType.PRUNED;
      Thread.currentThread().interrupt();

      // When, Then
      assertThatThrownBy(
              () -> sender.send(EventRecords.of(type.topic(), Optional.of("k"), new byte[100])))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
      sender.send(EventRecords.of(type.topic(), Optional.of("k"), new byte[100]));
    }
  }

  @Test
  void topicsThatAreThereAreLeftAsTheyAre() {
    KafkaTopics.make(broker.connection());
    KafkaTopics.make(broker.connection());
  }

  @Test
  void anAbsentBrokerIsATransientFailure() {
    KafkaConnection nowhere =
        new KafkaConnection(
            Map.of("bootstrap.servers", "127.0.0.1:9", "default.api.timeout.ms", "1000"));

    assertThatThrownBy(
            () -> new KafkaEventSource(nowhere).readAll(Set.of(EventType.UPLOADED), e -> {}))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
  }
}
