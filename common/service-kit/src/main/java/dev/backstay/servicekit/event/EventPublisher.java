package dev.backstay.servicekit.event;

import dev.backstay.contract.event.Event;

/**
 * Tells events. Safe for any number of threads.
 *
 * <p>When {@link #publish} returns, the event is durable and every reader will see it; when it
 * throws, the event may be there all the same. Telling an event twice does no harm: its id follows
 * from what happened.
 */
public interface EventPublisher extends AutoCloseable {
  /**
   * Tells an event. Fails with a transient {@link dev.backstay.contract.BackstayException} when the
   * broker does not take it in time, and with {@code EVENT_MALFORMED} when it is too large.
   */
  void publish(Event<?> event);

  /** Ends the connection; what was published stays. */
  @Override
  void close();
}
