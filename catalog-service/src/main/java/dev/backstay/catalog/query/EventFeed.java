package dev.backstay.catalog.query;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every fact, in the order in which the catalog learned it. */
public interface EventFeed {
  /**
   * The events after a sequence number, oldest first, at most {@link Paging#MAX_LIMIT}. Nothing
   * ever appears before a number that was already given out.
   */
  List<FeedEntry> after(long sequence, FeedFilter filter, int limit);

  /**
   * The newest events, oldest of them first, at most {@link Paging#MAX_LIMIT}: where a reader
   * begins who was never here before.
   */
  List<FeedEntry> last(FeedFilter filter, int limit);

  /** The newest sequence number; 0 when there is none. */
  long newest();

  /**
   * Waits until there may be events after a sequence number, at most so long; may return early, so
   * the caller looks again.
   */
  void await(long sequence, Duration most);

  Optional<Event<?>> event(EventId id);
}
