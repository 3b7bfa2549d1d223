package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.servicekit.event.MemoryEvents;
import java.util.HashMap;
import java.util.Map;

/**
 * Jobs from events in memory, with the semantics of share groups: any order and doubles by a seed,
 * redelivery after the death of a worker. For tests and simulations.
 */
public final class MemoryWorkQueue implements WorkQueue {
  private final MemoryEvents events;
  private final Parking parking;
  private final Disorder disorder;
  private final Map<String, MemoryGroup> groups = new HashMap<>();

  public MemoryWorkQueue(MemoryEvents events, Parking parking, Disorder disorder) {
    this.events = events;
    this.parking = parking;
    this.disorder = disorder;
  }

  @Override
  public <T extends BackstayEvent> MemoryWork work(
      WorkSettings<T> settings, JobHandler<T> handler) {
    MemoryGroup group;
    synchronized (groups) {
      group =
          groups.computeIfAbsent(
              settings.group(), name -> new MemoryGroup(events, settings.topics(), disorder));
    }
    return MemoryWork.start(group, new JobRunner<>(settings, handler), parking);
  }
}
