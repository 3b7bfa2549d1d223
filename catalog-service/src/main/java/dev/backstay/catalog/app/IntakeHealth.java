package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.intake.IntakeFigures;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether events are taken in, and why not. */
@Readiness
@ApplicationScoped
class IntakeHealth implements HealthCheck {
  private final Intake intake;

  IntakeHealth(Intake intake) {
    this.intake = intake;
  }

  @Override
  public HealthCheckResponse call() {
    IntakeFigures figures = intake.figures();
    Optional<IntakeFigures.Stall> stall = figures.stall();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("catalog-intake")
            .status(stall.isEmpty())
            .withData("projected", figures.projected())
            .withData("parked", figures.parked());
    stall.ifPresent(stalled ->
        answer.withData("since", stalled.since().toString()).withData("reason", stalled.reason()));
    return answer.build();
  }
}
