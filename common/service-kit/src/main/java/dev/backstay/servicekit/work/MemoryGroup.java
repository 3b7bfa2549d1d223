package dev.backstay.servicekit.work;

import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.event.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a group has not finished, shared by its workers. */
final class MemoryGroup {
  private final MemoryEvents events;
  private final Set<String> topics;
  private final Disorder disorder;
  private final List<Delivery> waiting = new ArrayList<>();
  private int seen;

  MemoryGroup(MemoryEvents events, Set<String> topics, Disorder disorder) {
    this.events = events;
    this.topics = topics;
    this.disorder = disorder;
  }

  /** A message given out, for the how manieth time. */
  record Delivery(Message message, int number) {}

  /** The next message for a worker, if there is one. */
  synchronized Optional<Delivery> take() {
    for (Message message : events.from(seen)) {
      seen++;
      if (topics.contains(message.topic())) {
        waiting.add(new Delivery(message, 1));
        if (disorder.again()) {
          waiting.add(new Delivery(message, 2));
        }
      }
    }
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(waiting.remove(disorder.choose(waiting.size())));
  }

  /** A worker ended without an outcome. */
  synchronized void giveBack(Delivery delivery) {
    waiting.add(new Delivery(delivery.message(), delivery.number() + 1));
  }
}
