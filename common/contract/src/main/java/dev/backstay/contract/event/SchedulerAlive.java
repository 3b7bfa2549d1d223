package dev.backstay.contract.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A scheduler is alive: when none says so for minutes, nothing is asked for any more. Others alarm
 * on its silence.
 *
 * @param instance of the scheduler
 * @param nextDueAt when it will ask for a backup next, if ever
 */
public record SchedulerAlive(String instance, Instant at, Optional<Instant> nextDueAt)
    implements BackstayEvent {
  @Override
  public String subject() {
    return instance;
  }

  @Override
  public List<String> identity() {
    return List.of(instance, at.toString());
  }
}
