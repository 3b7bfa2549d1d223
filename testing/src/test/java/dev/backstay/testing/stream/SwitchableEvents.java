package dev.backstay.testing.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.servicekit.event.EventPublisher;

/** A broker that can be away. */
final class SwitchableEvents implements EventPublisher {
  private final EventPublisher events;
  private volatile boolean reachable = true;

  SwitchableEvents(EventPublisher events) {
    this.events = events;
  }

  void reachable(boolean answers) {
    reachable = answers;
  }

  @Override
  public void publish(Event<?> event) {
    if (!reachable) {
      throw new BackstayException(ErrorCode.KAFKA_UNREACHABLE, "the broker is away");
    }
    events.publish(event);
  }

  @Override
  public void close() {
    events.close();
  }
}
