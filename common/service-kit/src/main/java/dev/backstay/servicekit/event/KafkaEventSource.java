package dev.backstay.servicekit.event;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.events.EventCodec;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The history of events on Kafka; reads without a group, so nobody else notices. */
public final class KafkaEventSource implements EventSource {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** No record for so long, with the end not reached, is a broker that is away. */
  private static final int MAX_EMPTY_POLLS = 60;

  private final KafkaConnection connection;

  public KafkaEventSource(KafkaConnection connection) {
    this.connection = connection;
  }

  @Override
  public ReadCount readAll(Set<EventType> types, Consumer<Event<?>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = open(consumer, types);
      return read(consumer, ends, each);
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, "the history was read");
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        connection.with(Map.of("enable.auto.commit", "false", "auto.offset.reset", "earliest")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Stands at the beginning of all partitions; tells where each ends now, empty ones left out. */
  private static Map<TopicPartition, Long> open(
      KafkaConsumer<byte[], byte[]> consumer, Set<EventType> types) {
    List<TopicPartition> partitions =
        types.stream()
            .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    ends.entrySet().removeIf(end -> end.getValue() <= begins.getOrDefault(end.getKey(), 0L));
    return ends;
  }

  private static ReadCount read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<Event<?>> each) {
    long events = 0;
    long skipped = 0;
    int empty = 0;
    while (!ends.isEmpty()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      empty = records.isEmpty() ? empty + 1 : 0;
      if (empty > MAX_EMPTY_POLLS) {
        throw new BackstayException(
            ErrorCode.KAFKA_UNREACHABLE, "Kafka fell silent while the history was read");
      }
      for (ConsumerRecord<byte[], byte[]> found : records) {
        Event<?> event = decoded(found.value());
        if (event == null) {
          skipped++;
        } else {
          events++;
          each.accept(event);
        }
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    return new ReadCount(events, skipped);
  }

  private static @Nullable Event<?> decoded(byte @Nullable [] value) {
    try {
      return value == null ? null : EventCodec.decode(value);
    } catch (BackstayException e) {
      return null; // counted by the caller: whoever works on the topic parked it with this reason
    }
  }
}
