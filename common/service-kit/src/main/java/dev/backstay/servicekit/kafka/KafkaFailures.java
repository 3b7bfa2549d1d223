package dev.backstay.servicekit.kafka;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Kafka's failures as ours. */
public final class KafkaFailures {
  private KafkaFailures() {}

  /** Waits for an answer of the broker; {@code doing} says what for. */
  public static <T> T answer(KafkaFuture<T> future, String doing) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw of(e.getCause() == null ? e : e.getCause(), doing);
    } catch (InterruptedException e) {
      throw interrupted(e, doing);
    }
  }

  /** A failure of a client. */
  public static BackstayException of(Throwable failure, String doing) {
    if (failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException) {
      return new BackstayException(
          ErrorCode.EVENT_MALFORMED, "Kafka refused a record as too large while " + doing, failure);
    }
    return new BackstayException(
        ErrorCode.KAFKA_UNREACHABLE,
        "Kafka did not answer while %s: %s".formatted(doing, failure.getMessage()),
        failure);
  }

  /** Restores the interrupt and tells of it. */
  public static BackstayException interrupted(InterruptedException e, String doing) {
    Thread.currentThread().interrupt();
    return new BackstayException(ErrorCode.INTERRUPTED, "interrupted while " + doing, e);
  }
}
