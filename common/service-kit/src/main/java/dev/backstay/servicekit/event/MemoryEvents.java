package dev.backstay.servicekit.event;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.events.EventCodec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events in memory, with the semantics of topics: every message stays at its place, is written as
 * bytes and read anew by each reader. For tests and simulations.
 */
public final class MemoryEvents implements EventPublisher, EventSource, DeadLetters {
  private final List<Message> messages = new ArrayList<>();
  private boolean doubling;

  /** From now on every event is told twice. */
  public synchronized void tellTwice() {
    doubling = true;
  }

  @Override
  public void publish(Event<?> event) {
    byte[] value = EventCodec.encode(event);
    Optional<String> key = Optional.of(event.data().subject());
    append(event.type().topic(), key, value);
    if (isDoubling()) {
      append(event.type().topic(), key, value);
    }
  }

  private synchronized boolean isDoubling() {
    return doubling;
  }

  /** Puts anything into a topic, as a stranger might. */
  public synchronized void append(String topic, Optional<String> key, byte[] value) {
    messages.add(new Message(topic, 0, messages.size(), key, value));
    notifyAll();
  }

  /** All messages from a place on. */
  public synchronized List<Message> from(int place) {
    return List.copyOf(messages.subList(Math.min(place, messages.size()), messages.size()));
  }

  /** All events of one type so far. */
  public List<Event<?>> all(EventType type) {
    List<Event<?>> found = new ArrayList<>();
    readAll(Set.of(type), found::add);
    return found;
  }

  @Override
  public ReadCount readAll(Set<EventType> types, Consumer<Event<?>> each) {
    long events = 0;
    long skipped = 0;
    for (Message message : from(0)) {
      if (types.stream().noneMatch(type -> type.topic().equals(message.topic()))) {
        continue;
      }
      Event<?> event = decoded(message);
      if (event == null) {
        skipped++;
      } else {
        events++;
        each.accept(event);
      }
    }
    return new ReadCount(events, skipped);
  }

  private static @Nullable Event<?> decoded(Message message) {
    try {
      return EventCodec.decode(message.value());
    } catch (BackstayException e) {
      return null; // counted by the caller, as the port says
    }
  }

  @Override
  public void replay(MessageParked parked) {
    byte[] value =
        parked.value().isEmpty()
            ? from((int) parked.offset()).getFirst().value()
            : Base64.getDecoder().decode(parked.value());
    append(parked.topic(), parked.key(), value);
  }

  /** Nothing to end. */
  @Override
  public void close() {}
}
