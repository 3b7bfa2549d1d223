package dev.backstay.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.EventType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class EmbeddedBrokerTest {
  private static final String TOPIC = EventType.UPLOADED.topic();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void recordsSurviveAStopAndAKill() throws ExecutionException, InterruptedException, IOException {
    // Given
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory))) {
      write(broker.bootstrap(), "stopped");
    }
    try (ChildJvm child = ChildJvm.start(BrokerChild.class, directory)) {
      write(child.ready(), "killed");
      child.kill();
    }

    // When
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory))) {
      // Then
      assertThat(read(broker.bootstrap(), 2)).containsExactly("stopped", "killed");
    }
  }

  @Test
  void topicsOfFactsKeepTheirRecordsForEverAndThoseOfHintsForDays() {
    // When
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      // Then
      for (EventType type : EventType.values()) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, type.topic());
        Map<ConfigResource, Config> described =
            admin
                .describeConfigs(List.of(topic))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String retention = requireNonNull(described.get(topic)).get("retention.ms").value();
        assertThat(retention)
            .as(type.topic())
            .isEqualTo(type.lifetime() == EventType.Lifetime.FACT ? "-1" : "604800000");
      }
    }
  }

  @Test
  void aBrokerThatWantsToEndTheProcessEndsItselfAndTellsItsHost() {
    // Given
    CompletableFuture<BackstayException> told = new CompletableFuture<>();
    BrokerSettings settings = BrokerSettings.in(directory).withOnFailure(told::complete);
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      // When
      assertThatThrownBy(() -> Exit.halt(1, "all log directories failed"))
          .isInstanceOf(BackstayException.class);

      // Then
      assertThat(told.join().code()).isEqualTo(ErrorCode.START_FAILED);
      assertThat(broker.failure()).isPresent();
    }
  }

  @Test
  void aDirectoryOfSomethingElseIsRefusedAndLeftAsItIs() throws Exception {
    // Given
    Path properties = Files.writeString(directory.resolve("meta.properties"), "version=99\n");

    // When // Then
    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(directory)))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
    assertThat(properties).hasContent("version=99\n");
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      BrokerSettings settings = BrokerSettings.in(directory).withPort(taken.getLocalPort());

      assertThatThrownBy(() -> EmbeddedBroker.start(settings))
          .isInstanceOf(BackstayException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  private static void write(String bootstrap, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 0, "key", value)).get();
    }
  }

  private static List<String> read(String bootstrap, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (values.size() < count) {
        ConsumerRecords<String, String> records = consumer.poll(LIMIT);
        assertThat(records.isEmpty()).as("a record within " + LIMIT).isFalse();
        records.forEach(found -> values.add(found.value()));
      }
    }
    return values;
  }
}
