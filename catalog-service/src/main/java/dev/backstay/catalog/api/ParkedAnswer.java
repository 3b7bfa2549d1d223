package dev.backstay.catalog.api;

import dev.backstay.catalog.query.ParkedMessage;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.MessageParked;
import java.time.Instant;
import java.util.Optional;

/** A message that could not be handled and was put aside; its place is how it is replayed. */
public record ParkedAnswer(
    String event,
    String topic,
    int partition,
    long offset,
    String group,
    Optional<String> key,
    int deliveries,
    Instant parkedAt,
    Failure failure) {
  public static ParkedAnswer of(ParkedMessage parked) {
    MessageParked message = parked.message();
    return new ParkedAnswer(
        parked.event().toString(),
        message.topic(),
        message.partition(),
        message.offset(),
        message.group(),
        message.key(),
        message.deliveries(),
        message.parkedAt(),
        message.failure());
  }
}
