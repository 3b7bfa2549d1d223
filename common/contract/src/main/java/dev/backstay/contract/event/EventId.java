package dev.backstay.contract.event;

import java.util.List;
import java.util.UUID;

/**
 * The name of one event. It follows from what happened, so whoever tells it twice tells one event.
 */
public record EventId(UUID value) implements Comparable<EventId> {
  /** The id that follows from a name in parts. */
  public static EventId of(String... name) {
    return new EventId(NameUuid.of(List.of(name)));
  }

  /** Reads what {@link #toString} wrote. */
  public static EventId parse(String text) {
    return new EventId(Ids.parse(text));
  }

  @Override
  public int compareTo(EventId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
