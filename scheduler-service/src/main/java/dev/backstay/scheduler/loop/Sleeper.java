package dev.backstay.scheduler.loop;

import java.time.Duration;

/** How the scheduler waits. */
@FunctionalInterface
public interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
