package dev.backstay.catalog.app.figures;

import dev.backstay.catalog.access.TokenName;
import dev.backstay.catalog.chore.Repeating;
import dev.backstay.catalog.retention.DailyRetention;
import dev.backstay.catalog.retention.Retention;
import dev.backstay.contract.event.PruneId;
import dev.backstay.servicekit.app.PolicyFile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks now and then whether retention is due. */
@ApplicationScoped
class RetentionChore {
  private static final Logger LOG = Logger.getLogger(RetentionChore.class);

  /** Nobody notices when what is due at five is done at five past. */
  private static final Duration LOOK = Duration.ofMinutes(5);

  private final DailyRetention daily;
  private final boolean enabled;
  private @Nullable Repeating looking;

  RetentionChore(
      PolicyFile policy, Retention retention, RetentionSettings settings, InstantSource clock) {
    this.daily = new DailyRetention(policy, retention, settings.at(), TokenName.RETENTION, clock);
    this.enabled = settings.enabled();
  }

  synchronized void start(@Observes StartupEvent started) {
    if (enabled) {
      looking =
          Repeating.start(
              "catalog-retention",
              LOOK,
              this::look,
              failure -> LOG.warnf(failure, "retention.postponed"));
    }
  }

  private void look() {
    List<PruneId> asked = daily.look();
    if (!asked.isEmpty()) {
      LOG.infof("retention.asked prunes=%s", asked);
    }
  }

  synchronized void stop(@Observes ShutdownEvent stopping) {
    if (looking != null) {
      looking.close();
    }
  }
}
