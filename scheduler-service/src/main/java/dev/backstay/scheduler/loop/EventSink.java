package dev.backstay.scheduler.loop;

import dev.backstay.contract.event.BackstayEvent;

/** Where the scheduler tells its events. */
@FunctionalInterface
public interface EventSink {
  /**
   * Tells an event; durable on return. An event that was perhaps told is told again later, under
   * the same id.
   *
   * @throws dev.backstay.contract.BackstayException when it was not, or perhaps not, told
   */
  void tell(BackstayEvent event);
}
