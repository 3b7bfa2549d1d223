package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.Rebuild;
import dev.backstay.contract.BackstayException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Fills an empty catalog from the topics, on a thread of its own that ends with the service. */
@ApplicationScoped
class RebuildAtStart {
  private static final Logger LOG = Logger.getLogger(RebuildAtStart.class);

  /** A server that starts at the same time is there by then. */
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Rebuild rebuild;
  private @Nullable Thread thread;

  RebuildAtStart(Rebuild rebuild) {
    this.rebuild = rebuild;
  }

  synchronized void start(@Observes StartupEvent started) {
    thread = Thread.ofVirtual().name("catalog-rebuild").start(this::run);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        long events = rebuild.runIfDue();
        if (events > 0) {
          LOG.infof("catalog.rebuilt events=%d", events);
        }
        return;
      } catch (BackstayException e) {
        if (!e.isTransient()) {
          LOG.errorf(e, "catalog.rebuild.failed code=%s remedy=%s", e.code(), e.code().remedy());
          return;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }
}
