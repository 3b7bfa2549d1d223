package dev.backstay.catalog.intake;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.MessageParked;
import java.time.Instant;
import java.util.Base64;

/** Makes the event that says that a record was put aside. */
final class Parking {
  static final String PRODUCER = "/backstay/catalog";

  /** The largest value that fits into an event; a larger one stays where it lies, and is named. */
  static final int MAX_VALUE_BYTES = 600_000;

  private final String group;

  Parking(String group) {
    this.group = group;
  }

  Event<MessageParked> parked(IncomingRecord record, BackstayException cause, Instant now) {
    boolean fits = record.value().length <= MAX_VALUE_BYTES;
    Failure failure = Failure.of(cause);
    return Event.of(
        PRODUCER,
        now,
        new MessageParked(
            record.place().topic(),
            record.place().partition(),
            record.place().offset(),
            group,
            record.key(),
            fits ? Base64.getEncoder().encodeToString(record.value()) : "",
            1,
            fits ? failure : tooLarge(failure, record),
            now));
  }

  private static Failure tooLarge(Failure failure, IncomingRecord record) {
    return new Failure(
        failure.code(),
        "%s; its %d bytes are too many to keep beside it and stay at %s"
            .formatted(failure.message(), record.value().length, record.place()),
        failure.remedy());
  }
}
