package dev.backstay.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.events.EventCodec;
import dev.backstay.servicekit.kafka.KafkaConnection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service as it runs, on a real broker. */
@Tag("system")
@QuarkusTest
@QuarkusTestResource(SchedulerServers.class)
class SchedulerBootTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final SourceName NOTES = new SourceName("notes");

  @Inject KafkaConnection kafka;

  @ConfigProperty(name = "quarkus.http.test-port")
  int port;

  @Test
  void newSourceIsAskedForAtOnceAndTheSchedulerSaysThatItIsAlive() {
    // When
    BackupRequested request = (BackupRequested) first(EventType.BACKUP_REQUESTED);
    SchedulerAlive alive = (SchedulerAlive) first(EventType.SCHEDULER_ALIVE);

    // Then
    Instant midnight = request.dueAt().truncatedTo(ChronoUnit.DAYS);
    assertThat(request)
        .isEqualTo(
            new BackupRequested(
                BackupId.scheduled(NOTES, BackupKind.FULL, midnight),
                1,
                NOTES,
                BackupKind.FULL,
                midnight,
                request.trigger(),
                List.of()));
    assertThat(request.trigger()).isNotEqualTo(Trigger.MANUAL);
    assertThat(alive.instance()).isEqualTo("one");
    assertThat(alive.nextDueAt()).contains(midnight.plus(Duration.ofDays(1)));
  }

  @Test
  void healthTellsWhatIsDueNext() throws IOException, InterruptedException {
    // Given
    first(EventType.SCHEDULER_ALIVE);

    // When
    HttpResponse<String> answer;
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI ready = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
      answer =
          client.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());
    }

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"scheduler\"", "\"next notes\"");
  }

  private Object first(EventType type) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.with(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(type.topic()).stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      ConsumerRecords<byte[], byte[]> records = consumer.poll(LIMIT);
      assertThat(records.isEmpty()).as("an event of " + type + " within " + LIMIT).isFalse();
      return EventCodec.decode(records.iterator().next().value()).data();
    }
  }
}
