package dev.backstay.scheduler.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.scheduler.loop.Pulse;
import dev.backstay.scheduler.loop.Scheduler;
import dev.backstay.scheduler.loop.SchedulerThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether what is due is asked for, and why not. */
@Readiness
@ApplicationScoped
class SchedulerHealth implements HealthCheck {
  /** Two missed looks, and time for a third. */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  private final Scheduler scheduler;
  private final SchedulerThread thread;
  private final InstantSource clock;

  SchedulerHealth(Scheduler scheduler, SchedulerThread thread, InstantSource clock) {
    this.scheduler = scheduler;
    this.thread = thread;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<BackstayException> failure = thread.failure();
    Optional<Pulse> pulse = scheduler.pulse();
    Instant oldest = clock.instant().minus(SILENCE);
    boolean works =
        failure.isEmpty() && pulse.filter(last -> last.at().isAfter(oldest)).isPresent();
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("scheduler").status(works);
    failure.ifPresent(reason ->
        answer
            .withData("code", reason.code().name())
            .withData("reason", String.valueOf(reason.getMessage())));
    pulse.ifPresent(last -> {
      answer.withData("looked", last.at().toString());
      last.nextDue().forEach((source, due) -> answer.withData("next " + source, due.toString()));
    });
    return answer.build();
  }
}
