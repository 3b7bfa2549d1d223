package dev.backstay.servicekit.event;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The history of events. Reading it changes nothing for anybody else, and may be done again.
 *
 * <p>Events of one topic and subject come in the order they were told; of several in any order. The
 * same event may come more than once.
 */
public interface EventSource {
  /**
   * Reads all events of some types from the beginning to the end there is when the call begins.
   * Messages that are no events, or of types this version does not know, are skipped and counted.
   */
  ReadCount readAll(Set<EventType> types, Consumer<Event<?>> each);

  /** How many events were read, and how many messages were skipped. */
  record ReadCount(long events, long skipped) {}
}
