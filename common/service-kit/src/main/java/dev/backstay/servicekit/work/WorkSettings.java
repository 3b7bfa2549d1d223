package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.EventType;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a group works on, and how much at once.
 *
 * @param group of all workers that share the jobs; one event goes to one of them
 * @param types of events it takes
 * @param slots jobs at once in this process
 * @param waiting jobs that may wait for their next try beside those; more would keep new ones out
 * @param backoff between the tries of one job
 */
public record WorkSettings<T extends BackstayEvent>(
    String group, Set<Class<? extends T>> types, int slots, int waiting, Backoff backoff) {
  public WorkSettings {
    types = Set.copyOf(types);
    if (types.isEmpty() || slots < 1 || waiting < 0) {
      throw new IllegalArgumentException("work has a type and a slot");
    }
  }

  /** One job at a time, of one type. */
  public static <T extends BackstayEvent> WorkSettings<T> of(String group, Class<T> type) {
    return new WorkSettings<>(group, Set.of(type), 1, 0, Backoff.DEFAULT);
  }

  /** One job at a time, of several types. */
  public static <T extends BackstayEvent> WorkSettings<T> ofAny(
      String group, Set<Class<? extends T>> types) {
    return new WorkSettings<>(group, types, 1, 0, Backoff.DEFAULT);
  }

  public WorkSettings<T> withSlots(int count) {
    return new WorkSettings<>(group, types, count, waiting, backoff);
  }

  public WorkSettings<T> withWaiting(int count) {
    return new WorkSettings<>(group, types, slots, count, backoff);
  }

  public WorkSettings<T> withBackoff(Backoff changed) {
    return new WorkSettings<>(group, types, slots, waiting, changed);
  }

  /** Where the events travel. */
  public Set<String> topics() {
    return types.stream()
        .map(type -> EventType.of(type).topic())
        .collect(Collectors.toUnmodifiableSet());
  }
}
