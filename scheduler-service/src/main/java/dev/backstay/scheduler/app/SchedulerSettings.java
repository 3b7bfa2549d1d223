package dev.backstay.scheduler.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** What the scheduler is configured with, beside the policy. */
@ConfigMapping(prefix = "backstay.scheduler")
interface SchedulerSettings {
  /** How far back a missed backup is caught up that no request tells of. */
  @WithName("catch-up")
  @WithDefault("24h")
  Duration catchUp();
}
