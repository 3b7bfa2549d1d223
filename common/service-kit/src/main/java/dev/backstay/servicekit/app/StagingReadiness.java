package dev.backstay.servicekit.app;

import dev.backstay.servicekit.place.Stores;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Whether staging can be read. */
@Readiness
@ApplicationScoped
class StagingReadiness implements HealthCheck {
  /** Is there as soon as staging has a vault; whether it is does not matter here. */
  private static final BlobName LOOKED_AT = BlobName.of("config");

  private final Stores stores;
  private final PlatformSettings settings;
  private @Nullable BlobStore staging;

  StagingReadiness(Stores stores, PlatformSettings settings) {
    this.stores = stores;
    this.settings = settings;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthAnswers.of(
        "staging",
        () -> {
          var _ = staging().stat(LOOKED_AT);
        });
  }

  private synchronized BlobStore staging() {
    if (staging == null) {
      staging = stores.staging(settings.staging());
    }
    return staging;
  }

  @PreDestroy
  synchronized void end() {
    if (staging != null) {
      staging.close();
    }
  }
}
