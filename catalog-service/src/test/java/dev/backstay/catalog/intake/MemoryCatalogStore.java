package dev.backstay.catalog.intake;

import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.Message;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.EventId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A catalog store in memory, atomic as a real one; can be away, and refuses what it is told to. */
final class MemoryCatalogStore implements CatalogStore {
  private Map<StateKey, ProjectedState> states = new HashMap<>();
  private Map<EventId, Message> events = new LinkedHashMap<>();
  private Optional<RebuildNote> rebuild = Optional.empty();
  private Predicate<Message> refused = message -> false;
  private int failures;

  /** The next transactions fail as if the database were away. */
  synchronized void failNext(int times) {
    failures = times;
  }

  /** From now on some messages cannot be kept. */
  synchronized void refuse(Predicate<Message> which) {
    refused = which;
  }

  synchronized Map<StateKey, ProjectedState> states() {
    return Map.copyOf(states);
  }

  synchronized int events() {
    return events.size();
  }

  @Override
  public synchronized void transaction(Consumer<Transaction> work) {
    if (failures > 0) {
      failures--;
      throw new BackstayException(ErrorCode.DATABASE_UNREACHABLE, "the database is away");
    }
    var draft = new Draft();
    work.accept(draft);
    states = draft.states;
    events = draft.events;
    rebuild = draft.rebuild;
  }

  @Override
  public synchronized Optional<RebuildNote> newestRebuild() {
    return rebuild;
  }

  private final class Draft implements Transaction {
    private final Map<StateKey, ProjectedState> states =
        new HashMap<>(MemoryCatalogStore.this.states);
    private final Map<EventId, Message> events =
        new LinkedHashMap<>(MemoryCatalogStore.this.events);
    private Optional<RebuildNote> rebuild = MemoryCatalogStore.this.rebuild;

    @Override
    public Map<StateKey, ProjectedState> load(Set<StateKey> keys) {
      Map<StateKey, ProjectedState> found = new HashMap<>(states);
      found.keySet().retainAll(keys);
      return found;
    }

    @Override
    public void save(Collection<ProjectedState> changed) {
      changed.forEach(state -> states.put(state.key(), state));
    }

    @Override
    public void record(List<Message> messages) {
      for (Message message : messages) {
        if (refused.test(message)) {
          throw new IllegalStateException("this row cannot be");
        }
        events.putIfAbsent(message.event().id(), message);
      }
    }

    @Override
    public void beginRebuild(Instant at) {
      states.clear();
      events.clear();
      rebuild = Optional.of(new RebuildNote(at, Optional.empty(), 0));
    }

    @Override
    public void endRebuild(Instant begun, Instant at, long count) {
      rebuild = Optional.of(new RebuildNote(begun, Optional.of(at), count));
    }
  }
}
