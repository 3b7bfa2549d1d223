package dev.backstay.scheduler.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.EventType;
import dev.backstay.events.EventCodec;
import dev.backstay.scheduler.Series;
import dev.backstay.scheduler.history.NewestRequests;
import dev.backstay.scheduler.history.RequestHistory;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The history of requests as the topic of requests keeps it. Each call reads the topic with a
 * consumer of its own, without a group, from the first record of the range to the end the topic has
 * when the call begins.
 */
final class KafkaRequestHistory implements RequestHistory {
  private static final String TOPIC = EventType.BACKUP_REQUESTED.topic();

  /** A request is told at its moment or later, by a clock that may be behind by so much. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /** For the whole call: a million requests take seconds; the next look tries again. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** For each question to the broker; a look that waits longer says too late why it waits. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** How long one poll waits, so that the limit is noticed. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConnection kafka;
  private final InstantSource clock;

  KafkaRequestHistory(KafkaConnection kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  @Override
  public Map<Series, Instant> newest(Instant from, Instant until) {
    NewestRequests requests = new NewestRequests(from, until);
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      read(consumer, from.minus(CLOCK_SKEW), requests);
      return requests.toMap();
    } catch (InterruptException e) { // it has set the thread's flag again
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while the history of requests was read", e);
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, "the history of requests was read");
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        kafka.with(
            Map.of(
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "default.api.timeout.ms",
                Long.toString(ANSWER_LIMIT.toMillis()))),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void read(Consumer<byte[], byte[]> consumer, Instant since, NewestRequests requests) {
    Instant deadline = clock.instant().plus(LIMIT);
    Map<TopicPartition, Long> ends = seek(consumer, since);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (clock.instant().isAfter(deadline)) {
        throw new BackstayException(
            ErrorCode.KAFKA_UNREACHABLE, "the history of requests was not read within " + LIMIT);
      }
      consumer.poll(POLL).forEach(record -> request(record).ifPresent(requests::add));
    }
  }

  /** Goes to the first record of the range; returns where each partition with any ends. */
  private static Map<TopicPartition, Long> seek(Consumer<byte[], byte[]> consumer, Instant since) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(partition -> new TopicPartition(TOPIC, partition.partition()))
            .toList();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    Map<TopicPartition, Long> starts = new HashMap<>();
    consumer
        .offsetsForTimes(times)
        .forEach((partition, first) -> {
          if (first != null) { // null where all records are older
            starts.put(partition, first.offset());
          }
        });
    ends.keySet().retainAll(starts.keySet());
    consumer.assign(ends.keySet());
    ends.keySet()
        .forEach(
            partition -> consumer.seek(partition, Objects.requireNonNull(starts.get(partition))));
    return ends;
  }

  /** The request in a record; empty for what is none, which is the dumper's to put aside. */
  private static Optional<BackupRequested> request(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return EventCodec.decode(record.value()).data() instanceof BackupRequested request
          ? Optional.of(request)
          : Optional.empty();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.EVENT_MALFORMED || e.code() == ErrorCode.EVENT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
