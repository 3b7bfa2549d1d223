package dev.backstay.catalog.intake;

import java.util.Optional;

/** A record as it lies in a topic. Whoever holds it does not change its value. */
public final class IncomingRecord {
  private final Place place;
  private final Optional<String> key;
  private final byte[] value;

  /** Where a record lies. */
  public record Place(String topic, int partition, long offset) {
    @Override
    public String toString() {
      return topic + "/" + partition + "@" + offset;
    }
  }

  public IncomingRecord(Place place, Optional<String> key, byte[] value) {
    this.place = place;
    this.key = key;
    this.value = value; // not copied: a batch would be held twice
  }

  public Place place() {
    return place;
  }

  public Optional<String> key() {
    return key;
  }

  byte[] value() {
    return value;
  }
}
