package dev.backstay.catalog.projection;

import dev.backstay.contract.event.EventId;
import java.time.Instant;
import java.util.Comparator;

/**
 * Something that an event told a state. Of two facts for the same place the newer one is kept; the
 * order is total, so it does not matter which was told first.
 */
public interface Fact {
  /** Of two different facts one is always the newer. */
  Comparator<Fact> OLDER_FIRST =
      Comparator.comparingInt(Fact::attempt)
          .thenComparing(Fact::at)
          .thenComparing(Fact::event)
          .thenComparing(Fact::toString);

  /** When it happened. */
  Instant at();

  /** The event that told it. */
  EventId event();

  /** The attempt it belongs to; those of a later attempt are newer, whatever the clocks say. */
  default int attempt() {
    return 0;
  }
}
