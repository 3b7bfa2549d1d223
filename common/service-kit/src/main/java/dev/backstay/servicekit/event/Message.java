package dev.backstay.servicekit.event;

import java.util.Optional;

/** A message at its place in a topic: an event, or what a stranger put there. */
public final class Message {
  private final String topic;
  private final int partition;
  private final long offset;
  private final Optional<String> key;
  private final byte[] value;

  public Message(String topic, int partition, long offset, Optional<String> key, byte[] value) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.key = key;
    this.value = value.clone();
  }

  public String topic() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  public Optional<String> key() {
    return key;
  }

  public byte[] value() {
    return value.clone();
  }

  @Override
  public String toString() {
    return "%s-%d at %d".formatted(topic, partition, offset);
  }
}
