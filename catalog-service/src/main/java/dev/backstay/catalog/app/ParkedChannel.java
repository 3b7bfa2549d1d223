package dev.backstay.catalog.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.events.EventCodec;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Tells what was put aside; durable on return. */
@ApplicationScoped
class ParkedChannel {
  /** Longer than the client itself tries. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MutinyEmitter<Record<String, byte[]>> channel;

  ParkedChannel(@Channel("catalog-parked") MutinyEmitter<Record<String, byte[]>> channel) {
    this.channel = channel;
  }

  void publish(Event<MessageParked> event) {
    try {
      channel
          .send(Record.of(event.data().subject(), EventCodec.encode(event)))
          .await()
          .atMost(LIMIT);
    } catch (RuntimeException e) {
      throw new BackstayException(
          ErrorCode.KAFKA_UNREACHABLE,
          "a message that was put aside could not be told of; it is read again",
          e);
    }
  }
}
