package dev.backstay.servicekit.event;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records one by one, each durable before the call returns. Safe for many threads. */
final class RecordSender implements AutoCloseable {
  /** Long enough for a broker's restart; the caller decides what comes after. */
  private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  private final KafkaConnection connection;
  private @Nullable KafkaProducer<byte[], byte[]> current;

  RecordSender(KafkaConnection connection) {
    this.connection = connection;
  }

  void send(ProducerRecord<byte[], byte[]> message) {
    String doing = "an event was sent to " + message.topic();
    KafkaProducer<byte[], byte[]> producer = producer(doing);
    try {
      var _ = producer.send(message).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      forgetIfBroken(producer, cause);
      throw KafkaFailures.of(cause, doing);
    } catch (InterruptException e) {
      // Kafka's own, which has restored the interrupt; the producer is as good as before.
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted while " + doing, e);
    } catch (KafkaException | IllegalStateException e) {
      // An illegal state is that of a producer that another caller found broken, and closed.
      forgetIfBroken(producer, e);
      throw KafkaFailures.of(e, doing);
    } catch (InterruptedException e) {
      throw KafkaFailures.interrupted(e, doing);
    }
  }

  private synchronized KafkaProducer<byte[], byte[]> producer(String doing) {
    if (current == null) {
      Map<String, String> settings =
          Map.of(
              "acks",
              "all",
              "enable.idempotence",
              "true",
              "linger.ms",
              "0",
              "max.block.ms",
              Long.toString(SEND_LIMIT.toMillis()),
              "delivery.timeout.ms",
              Long.toString(SEND_LIMIT.toMillis()),
              "request.timeout.ms",
              Long.toString(REQUEST_LIMIT.toMillis()));
      try {
        current =
            new KafkaProducer<>(
                connection.with(settings), new ByteArraySerializer(), new ByteArraySerializer());
      } catch (KafkaException e) {
        throw KafkaFailures.of(e, doing); // also when no broker's name can be resolved now
      }
    }
    return current;
  }

  /** An idempotent producer that met a fatal error answers nothing but that error any more. */
  private synchronized void forgetIfBroken(
      KafkaProducer<byte[], byte[]> producer, Throwable cause) {
    if (!concernsTheRecordAlone(cause) && producer.equals(current)) {
      current = null;
      producer.close(Duration.ZERO);
    }
  }

  /** Others use the same producer: one record that is refused must not fail theirs. */
  private static boolean concernsTheRecordAlone(Throwable cause) {
    return cause instanceof RetriableException
        || cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof InvalidTopicException
        || cause instanceof TopicAuthorizationException
        || cause instanceof SerializationException;
  }

  @Override
  public synchronized void close() {
    if (current != null) {
      current.close(REQUEST_LIMIT);
      current = null;
    }
  }
}
