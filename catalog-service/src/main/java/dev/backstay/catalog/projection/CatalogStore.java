package dev.backstay.catalog.projection;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where states and events are kept.
 *
 * <p>Transactions are atomic and durable on return, and one at a time: a second one, of this
 * process or another, waits. So no state is folded from an old one, and whoever reads events by
 * their sequence never finds one before a number already seen.
 *
 * <p>Fails with {@code DATABASE_UNREACHABLE} when the same transaction may succeed later; then
 * nothing of it is kept, or all. Any other failure means that what was given cannot be kept, ever.
 */
public interface CatalogStore {
  void transaction(Consumer<Transaction> work);

  /** The newest rebuild; empty for a store that was never filled. */
  Optional<RebuildNote> newestRebuild();

  /**
   * A time that everything was read again.
   *
   * @param end empty while it goes on, or after it was broken off
   */
  record RebuildNote(Instant begun, Optional<Instant> end, long events) {}

  /** What can be done inside a transaction. */
  interface Transaction {
    /** The states that are kept under these keys; those never told of are missing. */
    Map<StateKey, ProjectedState> load(Set<StateKey> keys);

    /** Keeps states in place of those of the same keys. */
    void save(Collection<ProjectedState> states);

    /** Keeps events, in this order, under growing sequence numbers; known ones once. */
    void record(List<Message> messages);

    /** Removes every state and every event, and notes that they are read again since then. */
    void beginRebuild(Instant at);

    /** Notes that everything was read again that there was at the beginning. */
    void endRebuild(Instant begun, Instant at, long events);
  }
}
