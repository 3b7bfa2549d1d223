package dev.backstay.catalog.projection;

import dev.backstay.contract.event.Event;
import dev.backstay.events.EventCodec;
import java.nio.charset.StandardCharsets;

/**
 * An event and the CloudEvent it came as, which is kept: later readers may understand more of it.
 */
public record Message(Event<?> event, String json) {
  /** Reads a record's value; fails with {@code EVENT_MALFORMED} or {@code EVENT_UNKNOWN}. */
  public static Message read(byte[] value) {
    return new Message(EventCodec.decode(value), new String(value, StandardCharsets.UTF_8));
  }

  /** An event as it travels. */
  public static Message of(Event<?> event) {
    return new Message(event, new String(EventCodec.encode(event), StandardCharsets.UTF_8));
  }
}
