package dev.backstay.servicekit.event;

import dev.backstay.contract.event.MessageParked;

/** Messages that were put aside, brought back. */
public interface DeadLetters {
  /**
   * Puts the message back into the topic it came from, as it was. Every group of that topic sees it
   * again, which does no harm: they know the event by its id.
   */
  void replay(MessageParked parked);
}
