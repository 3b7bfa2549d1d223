package dev.backstay.servicekit.work;

import dev.backstay.servicekit.event.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;

/** A record locked for this slot. Used by the slot's thread alone. */
final class HeldRecord {
  private static final System.Logger LOG = System.getLogger(HeldRecord.class.getName());

  /** Often enough to notice soon that a job has ended. */
  private static final Duration RENEWAL_POLL = Duration.ofMillis(200);

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final Duration lock;
  private ConsumerRecord<byte[], byte[]> current;
  private Optional<ConsumerRecord<byte[], byte[]>> other = Optional.empty();

  HeldRecord(
      KafkaShareConsumer<byte[], byte[]> consumer,
      Duration lock,
      ConsumerRecord<byte[], byte[]> first) {
    this.consumer = consumer;
    this.lock = lock;
    this.current = first;
  }

  /** Well within the lock, so that one lost renewal does no harm. */
  Duration renewEvery() {
    return lock.dividedBy(3);
  }

  int delivery() {
    return current.deliveryCount().map(Short::intValue).orElse(1);
  }

  Message message() {
    byte[] value = current.value();
    return new Message(
        current.topic(),
        current.partition(),
        current.offset(),
        Optional.ofNullable(current.key()).map(key -> new String(key, StandardCharsets.UTF_8)),
        value == null ? new byte[0] : value);
  }

  /** What came instead of the renewed record, when the lock was lost. */
  Optional<ConsumerRecord<byte[], byte[]>> other() {
    return other;
  }

  /**
   * Renews the lock. False when it is lost: the broker restarted, or was away for longer than the
   * lock lasts. The record then comes again, here or elsewhere.
   */
  boolean renew() {
    consumer.acknowledge(current, AcknowledgeType.RENEW);
    // Waits for the answer before it polls: a poll with the answer outstanding fetches another
    // record, which would lie locked in this consumer until it is delivered to death.
    if (consumer.commitSync(SETTLE_LIMIT).values().stream().anyMatch(Optional::isPresent)) {
      return false;
    }
    long deadline = System.nanoTime() + lock.toNanos();
    do {
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(RENEWAL_POLL)) {
        if (isCurrent(found)) {
          current = found;
          return true;
        }
        other = Optional.of(found);
        return false;
      }
    } while (System.nanoTime() < deadline);
    return false;
  }

  private boolean isCurrent(ConsumerRecord<byte[], byte[]> found) {
    return found.offset() == current.offset()
        && found.partition() == current.partition()
        && found.topic().equals(current.topic());
  }

  /** Tells the broker how it ended. When that fails, the record comes again. */
  void settle(AcknowledgeType end) {
    consumer.acknowledge(current, end);
    Map<TopicIdPartition, Optional<KafkaException>> answers = consumer.commitSync(SETTLE_LIMIT);
    answers
        .values()
        .forEach(answer ->
            answer.ifPresent(failure ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "the broker did not note the end of {0}, which will come again: {1}",
                    message(),
                    failure.getMessage())));
  }
}
