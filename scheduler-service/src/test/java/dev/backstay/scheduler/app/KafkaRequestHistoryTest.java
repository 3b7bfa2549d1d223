package dev.backstay.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.events.EventCodec;
import dev.backstay.events.EventTopic;
import dev.backstay.scheduler.history.RequestHistory;
import dev.backstay.scheduler.history.RequestHistoryContract;
import dev.backstay.servicekit.kafka.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class KafkaRequestHistoryTest extends RequestHistoryContract {
  private static final String TOPIC = EventType.BACKUP_REQUESTED.topic();

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startTheBroker() {
    broker = EmbeddedBroker.start(BrokerSettings.in(directory));
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @Override
  protected RequestHistory after(List<BackupRequested> requests) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (BackupRequested request : requests) {
      Instant told = request.dueAt().plusMillis(300);
      byte[] event = EventCodec.encode(Event.of("/backstay/scheduler", told, request));
      byte[] key = request.source().value().getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(TOPIC, null, told.toEpochMilli(), key, event));
    }
    empty();
    write(records);
    return history(broker.bootstrap());
  }

  @Test
  void whatIsNoEventIsPassedOver() {
    // Given
    RequestHistory history = after(List.of());
    List<ProducerRecord<byte[], byte[]>> strangers =
        List.of(
            new ProducerRecord<>(
                TOPIC, 0, new byte[] {1}, "hello".getBytes(StandardCharsets.UTF_8)),
            new ProducerRecord<>(TOPIC, 0, new byte[] {1}, new byte[0]),
            new ProducerRecord<>(TOPIC, new byte[] {1}, null));

    // When
    write(strangers);

    // Then
    assertThat(history.newest(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void historyThatCannotBeReachedIsATransientError() {
    RequestHistory history = history("127.0.0.1:1");

    assertThatThrownBy(() -> history.newest(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1))))
        .isInstanceOfSatisfying(
            BackstayException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
  }

  private static RequestHistory history(String bootstrap) {
    return new KafkaRequestHistory(KafkaConnection.plain(bootstrap), InstantSource.system());
  }

  private static void empty() {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "default.api.timeout.ms",
                "10000",
                "request.timeout.ms",
                "5000"))) {
      Map<TopicPartition, RecordsToDelete> all =
          IntStream.range(0, EventTopic.of(EventType.BACKUP_REQUESTED).partitions())
              .boxed()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(TOPIC, partition),
                      partition -> RecordsToDelete.beforeOffset(-1)));
      admin.deleteRecords(all).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
