package dev.backstay.servicekit.app;

import dev.backstay.contract.BackstayException;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Answers of health checks: up, or down with code, reason and remedy. */
final class HealthAnswers {
  private HealthAnswers() {}

  /** Up when the look ends well. */
  static HealthCheckResponse of(String name, Runnable look) {
    try {
      look.run();
      return HealthCheckResponse.up(name);
    } catch (BackstayException e) {
      return HealthCheckResponse.named(name)
          .down()
          .withData("code", e.code().name())
          .withData("reason", String.valueOf(e.getMessage()))
          .withData("remedy", e.code().remedy())
          .build();
    }
  }
}
