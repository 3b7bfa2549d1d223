package dev.backstay.catalog.api;

import dev.backstay.catalog.health.HealthState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the platform is.
 *
 * @param reasons why the state is not better, the worst first
 * @param running the work that goes on now
 */
public record StatusAnswer(
    String version,
    HealthState state,
    List<String> reasons,
    List<SourceAnswer> sources,
    List<DestinationAnswer> destinations,
    List<RunningAnswer> running,
    Scheduler scheduler) {
  public StatusAnswer {
    reasons = List.copyOf(reasons);
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
    running = List.copyOf(running);
  }

  /**
   * Who asks for what is due.
   *
   * @param instances that gave a sign of life lately
   * @param lastSign of life of any of them
   * @param nextDue when the next backup will be asked for
   */
  public record Scheduler(int instances, Optional<Instant> lastSign, Optional<Instant> nextDue) {}
}
