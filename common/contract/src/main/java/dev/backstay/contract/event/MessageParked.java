package dev.backstay.contract.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message could not be handled and was put aside, whole, so that it can be replayed.
 *
 * @param topic where it came from, with partition and offset
 * @param group of the consumers that could not handle it
 * @param key of the record, if it had one
 * @param value of the record, base64
 * @param deliveries how often it was tried
 */
public record MessageParked(
    String topic,
    int partition,
    long offset,
    String group,
    Optional<String> key,
    String value,
    int deliveries,
    Failure failure,
    Instant parkedAt)
    implements BackstayEvent {
  @Override
  public String subject() {
    return topic;
  }

  @Override
  public List<String> identity() {
    return List.of(topic, Integer.toString(partition), Long.toString(offset), group);
  }
}
