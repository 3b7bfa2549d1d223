package dev.backstay.standalone;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicReference;

/** Runs while the services run; says when they are ready. */
public final class StartedPlatform implements QuarkusApplication {
  private static final AtomicReference<Runnable> READY = new AtomicReference<>(() -> {});

  /**
   * What to do once everything runs; the framework makes the instance, so it is told beforehand.
   */
  static void whenReady(Runnable action) {
    READY.set(action);
  }

  @Override
  public int run(String... words) {
    READY.get().run();
    Quarkus.waitForExit();
    return 0;
  }
}
