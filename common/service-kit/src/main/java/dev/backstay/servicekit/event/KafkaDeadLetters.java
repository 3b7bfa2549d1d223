package dev.backstay.servicekit.event;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Brings messages back that were put aside on Kafka. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(10);

  private final KafkaConnection connection;
  private final RecordSender sender;

  public KafkaDeadLetters(KafkaConnection connection) {
    this.connection = connection;
    this.sender = new RecordSender(connection);
  }

  @Override
  public void replay(MessageParked parked) {
    byte[] value =
        parked.value().isEmpty() ? fetched(parked) : Base64.getDecoder().decode(parked.value());
    sender.send(EventRecords.of(parked.topic(), parked.key(), value));
  }

  /** What was too large to be put aside whole still lies where it was. */
  private byte @Nullable [] fetched(MessageParked parked) {
    TopicPartition partition = new TopicPartition(parked.topic(), parked.partition());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            connection.with(Map.of("enable.auto.commit", "false", "max.poll.records", "1")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, parked.offset());
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(FETCH_LIMIT)) {
        if (found.offset() == parked.offset()) {
          return found.value();
        }
      }
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, "a parked message was fetched");
    }
    throw new BackstayException(
        ErrorCode.EVENT_MALFORMED,
        "the parked message %s-%d at %d is no longer there"
            .formatted(parked.topic(), parked.partition(), parked.offset()));
  }

  @Override
  public void close() {
    sender.close();
  }
}
