package dev.backstay.contract.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event in its envelope, a CloudEvent 1.0.
 *
 * @param id follows from type and payload: telling an event twice tells one event
 * @param producer who tells it, as {@code /backstay/dumper}
 * @param cause the event this one answers
 * @param actor who asked, for events that somebody asked for; never a secret
 */
public record Event<T extends BackstayEvent>(
    EventId id,
    String producer,
    Instant time,
    TraceContext trace,
    Optional<EventId> cause,
    Optional<String> actor,
    T data) {
  /** A first event, that answers no other. */
  public static <T extends BackstayEvent> Event<T> of(String producer, Instant time, T data) {
    EventId id = idOf(data);
    return new Event<>(
        id, producer, time, TraceContext.of(id, data), Optional.empty(), Optional.empty(), data);
  }

  /** The id that an event has whoever tells it. */
  public static EventId idOf(BackstayEvent data) {
    List<String> name = new ArrayList<>();
    name.add(EventType.of(data).wireName());
    name.addAll(data.identity());
    return EventId.of(name.toArray(String[]::new));
  }

  /** The same event as the answer to another one: its actor asked for this one too. */
  public Event<T> answering(Event<?> other) {
    return new Event<>(
        id, producer, time, trace, Optional.of(other.id()), actor.or(other::actor), data);
  }

  /** The same event, asked for by somebody. */
  public Event<T> by(String who) {
    return new Event<>(id, producer, time, trace, cause, Optional.of(who), data);
  }

  public EventType type() {
    return EventType.of(data);
  }
}
