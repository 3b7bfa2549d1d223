package dev.backstay.catalog.projection;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Folds events into the states they touch, a batch in one transaction. */
public final class Projector {
  private final CatalogStore store;

  public Projector(CatalogStore store) {
    this.store = store;
  }

  /** Takes messages in; on return they are kept. Taking them in again changes nothing. */
  public void project(List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    List<Event<?>> events = messages.stream().<Event<?>>map(Message::event).toList();
    store.transaction(transaction -> {
      Map<StateKey, ProjectedState> known = transaction.load(touched(events));
      Collection<ProjectedState> changed = changed(known, fold(known, events));
      if (!changed.isEmpty()) {
        transaction.save(changed);
      }
      List<Message> kept = messages.stream().filter(Projector::isKept).toList();
      if (!kept.isEmpty()) {
        transaction.record(kept);
      }
    });
  }

  /** Hints only tell the states; there would be thousands of them for each backup. */
  private static boolean isKept(Message message) {
    return message.event().type().lifetime() == EventType.Lifetime.FACT;
  }

  private static Set<StateKey> touched(List<Event<?>> events) {
    Set<StateKey> keys = new LinkedHashSet<>();
    events.forEach(event -> keys.addAll(StateKey.touchedBy(event)));
    return keys;
  }

  /** The states that a batch leads to from those that are known. */
  public static Map<StateKey, ProjectedState> fold(
      Map<StateKey, ProjectedState> known, List<Event<?>> events) {
    Map<StateKey, ProjectedState> states = new HashMap<>(known);
    for (Event<?> event : events) {
      for (StateKey key : StateKey.touchedBy(event)) {
        ProjectedState state = states.get(key);
        states.put(key, (state == null ? key.before(event) : state).apply(event));
      }
    }
    return states;
  }

  private static Collection<ProjectedState> changed(
      Map<StateKey, ProjectedState> before, Map<StateKey, ProjectedState> after) {
    List<ProjectedState> changed = new ArrayList<>();
    after.forEach((key, state) -> {
      if (!state.equals(before.get(key))) {
        changed.add(state);
      }
    });
    return changed;
  }
}
