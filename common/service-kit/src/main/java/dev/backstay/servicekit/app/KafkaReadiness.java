package dev.backstay.servicekit.app;

import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers. */
@Readiness
@ApplicationScoped
class KafkaReadiness implements HealthCheck {
  /** Whoever asks for health waits no longer. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final KafkaConnection kafka;
  private @Nullable Admin admin;

  KafkaReadiness(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthAnswers.of(
        "kafka",
        () -> {
          var _ =
              KafkaFailures.answer(admin().describeCluster().clusterId(), "health was asked for");
        });
  }

  /** Made when first asked for: an address that cannot be resolved is an answer, not a crash. */
  private synchronized Admin admin() {
    if (admin == null) {
      String limit = Long.toString(LIMIT.toMillis());
      try {
        admin =
            Admin.create(
                kafka.with(Map.of("default.api.timeout.ms", limit, "request.timeout.ms", limit)));
      } catch (KafkaException e) {
        throw KafkaFailures.of(e, "health was asked for");
      }
    }
    return admin;
  }

  @PreDestroy
  synchronized void end() {
    if (admin != null) {
      admin.close(LIMIT);
    }
  }
}
