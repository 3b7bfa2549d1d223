package dev.backstay.catalog.intake;

import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.CatalogStore.RebuildNote;
import dev.backstay.catalog.projection.Message;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.servicekit.event.EventSource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads everything again from the topics. Live events go on being taken in meanwhile, in whatever
 * order they meet the old ones: states are joins. Until it ends, answers grow from nothing, and the
 * note of the rebuild says so; one that was broken off is taken up at the next start.
 */
public final class Rebuild {
  /** Enough that a transaction's cost does not count, few enough to hold in memory. */
  private static final int BATCH = 1_000;

  /** Every type that tells the catalog something. */
  static final Set<EventType> TOLD =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(EventType.PACK_SEALED)));

  private final CatalogStore store;
  private final Intake intake;
  private final EventSource history;
  private final InstantSource clock;

  public Rebuild(CatalogStore store, Intake intake, EventSource history, InstantSource clock) {
    this.store = store;
    this.intake = intake;
    this.history = history;
    this.clock = clock;
  }

  /** Removes everything and reads it again; the number of events read. */
  public long run() {
    Instant begun = clock.instant().truncatedTo(ChronoUnit.MICROS); // what a database keeps
    store.transaction(transaction -> transaction.beginRebuild(begun));
    return read(begun);
  }

  /**
   * Does what is due at the start of the service: fills a store that was never filled, as after the
   * loss of the database, and ends what was broken off.
   */
  public long runIfDue() {
    Optional<RebuildNote> newest = store.newestRebuild();
    if (newest.isEmpty()) {
      return run();
    }
    return newest.get().end().isPresent() ? 0 : read(newest.get().begun());
  }

  private long read(Instant begun) {
    var batches = new Batches();
    history.readAll(TOLD, batches::add);
    batches.flush();
    store.transaction(
        transaction -> transaction.endRebuild(begun, clock.instant(), batches.events));
    return batches.events;
  }

  /** Confined to the thread that reads. */
  private final class Batches {
    private final List<Message> batch = new ArrayList<>();
    private long events;

    void add(Event<?> event) {
      batch.add(Message.of(event));
      if (batch.size() == BATCH) {
        flush();
      }
    }

    void flush() {
      intake.takeAgain(List.copyOf(batch));
      events += batch.size();
      batch.clear();
    }
  }
}
