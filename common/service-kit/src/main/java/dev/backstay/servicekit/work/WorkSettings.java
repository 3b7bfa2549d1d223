package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.EventType;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a group works on, and how much at once.
 *
 * @param group of all workers that share the jobs; one event goes to one of them
 * @param types of events it takes
 * @param slots jobs at once in this process
 * @param waiting jobs that may wait for their next try beside those; more would keep new ones out
 * @param lock how long after the death of its worker a job is given to another
 * @param backoff between the tries of one job
 */
public record WorkSettings<T extends BackstayEvent>(
    String group,
    Set<Class<? extends T>> types,
    int slots,
    int waiting,
    Duration lock,
    Backoff backoff) {
  /** A dead worker's jobs move on within half a minute; a pause of the collector moves none. */
  private static final Duration LOCK = Duration.ofSeconds(30);

  public WorkSettings {
    types = Set.copyOf(types);
    if (types.isEmpty() || slots < 1 || waiting < 0 || lock.isZero() || lock.isNegative()) {
      throw new IllegalArgumentException("work has a type, a slot and a lock");
    }
  }

  /** One job at a time, of one type. */
  public static <T extends BackstayEvent> WorkSettings<T> of(String group, Class<T> type) {
    return new WorkSettings<>(group, Set.of(type), 1, 0, LOCK, Backoff.DEFAULT);
  }

  /** One job at a time, of several types. */
  public static <T extends BackstayEvent> WorkSettings<T> ofAny(
      String group, Set<Class<? extends T>> types) {
    return new WorkSettings<>(group, types, 1, 0, LOCK, Backoff.DEFAULT);
  }

  public WorkSettings<T> withSlots(int count) {
    return new WorkSettings<>(group, types, count, waiting, lock, backoff);
  }

  public WorkSettings<T> withWaiting(int count) {
    return new WorkSettings<>(group, types, slots, count, lock, backoff);
  }

  public WorkSettings<T> withLock(Duration duration) {
    return new WorkSettings<>(group, types, slots, waiting, duration, backoff);
  }

  public WorkSettings<T> withBackoff(Backoff changed) {
    return new WorkSettings<>(group, types, slots, waiting, lock, changed);
  }

  /** Where the events travel. */
  public Set<String> topics() {
    return types.stream()
        .map(type -> EventType.of(type).topic())
        .collect(Collectors.toUnmodifiableSet());
  }
}
