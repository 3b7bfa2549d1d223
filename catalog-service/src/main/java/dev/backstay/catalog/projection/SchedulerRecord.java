package dev.backstay.catalog.projection;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.SchedulerAlive;
import java.time.Instant;
import java.util.Optional;

/** The last sign of life of a scheduler. */
public record SchedulerRecord(String instance, Optional<Sign> sign) implements ProjectedState {
  /** A sign of life. */
  public record Sign(EventId event, Instant at, Optional<Instant> nextDueAt) implements Fact {}

  static SchedulerRecord unknown(String instance) {
    return new SchedulerRecord(instance, Optional.empty());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfScheduler(instance);
  }

  @Override
  public SchedulerRecord apply(Event<?> event) {
    return event.data() instanceof SchedulerAlive told && told.instance().equals(instance)
        ? new SchedulerRecord(
            instance, Newest.of(sign, new Sign(event.id(), told.at(), told.nextDueAt())))
        : this;
  }
}
