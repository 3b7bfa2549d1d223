package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.History;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.events.EventCodec;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The events that the topics keep, read without a group: nobody's place is moved. */
@ApplicationScoped
class KafkaHistory implements History {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Map<String, Object> client;
  private final List<String> topics;

  KafkaHistory(
      @Identifier("default-kafka-broker") Map<String, Object> client,
      @ConfigProperty(name = "mp.messaging.incoming.catalog-events.topics") String topics) {
    this.client = client;
    this.topics = Arrays.stream(topics.split(",")).map(String::strip).toList();
  }

  @Override
  public void tell(Consumer<Event<?>> each) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.keySet().removeIf(key -> key.endsWith(".serializer") || key.endsWith("deserializer"));
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          tell(record.value(), each);
        }
      }
    } catch (KafkaException e) {
      throw new BackstayException(
          ErrorCode.KAFKA_UNREACHABLE, "the history of events could not be read to its end", e);
    }
  }

  private static void tell(byte[] value, Consumer<Event<?>> each) {
    Event<?> event;
    try {
      event = EventCodec.decode(value);
    } catch (BackstayException e) {
      return; // put aside when it was new, and told of in its own topic
    }
    each.accept(event);
  }
}
