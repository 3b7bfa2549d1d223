package dev.backstay.catalog.intake;

import dev.backstay.contract.event.Event;
import java.util.function.Consumer;

/** Every event that was ever told, as the topics keep them. */
@FunctionalInterface
public interface History {
  /** Tells each event from the beginning to the end there was at the call, and returns. */
  void tell(Consumer<Event<?>> each);
}
