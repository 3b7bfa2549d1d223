package dev.backstay.servicekit.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.Message;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Puts messages aside, whole and with the reason.
 *
 * @param producer who tells it, as {@code /backstay/dumper}
 */
public record Parking(EventPublisher publisher, InstantSource clock, String producer) {
  /**
   * A larger message does not fit into an event in base64; it stays where it is, and is fetched
   * from there when it is replayed.
   */
  static final int MAX_VALUE_BYTES = 600_000;

  /** Durable on return. Parking twice is parking once: the event's id follows from the place. */
  void park(Message message, int delivery, String group, Failure failure) {
    byte[] value = message.value();
    String text = value.length > MAX_VALUE_BYTES ? "" : Base64.getEncoder().encodeToString(value);
    publisher.publish(
        Event.of(
            producer,
            clock.instant(),
            new MessageParked(
                message.topic(),
                message.partition(),
                message.offset(),
                group,
                message.key(),
                text,
                delivery,
                failure,
                clock.instant())));
  }

  static Failure triedTooOften(int delivery) {
    return Failure.of(
        new BackstayException(
            ErrorCode.INTERNAL,
            "the job was given out %d times and its workers ended without an outcome"
                .formatted(delivery)));
  }
}
