package dev.backstay.servicekit.app;

import dev.backstay.servicekit.redis.RedisCalls;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether Redis answers, where it is used. */
@Readiness
@ApplicationScoped
class RedisReadiness implements HealthCheck {
  private final PlatformSettings settings;
  private final Instance<RedisCalls> redis;

  RedisReadiness(PlatformSettings settings, Instance<RedisCalls> redis) {
    this.settings = settings;
    this.redis = redis;
  }

  @Override
  public HealthCheckResponse call() {
    if (settings.redis().url().isEmpty()) {
      return HealthCheckResponse.named("redis").up().withData("used", false).build();
    }
    return HealthAnswers.of(
        "redis",
        () -> {
          var _ = redis.get().call(Command.PING);
        });
  }
}
