package dev.backstay.store;

import java.time.Duration;

/** How a wrapper waits; tests pass one that only remembers how long. */
@FunctionalInterface
public interface Sleeper {
  /** Waits in the thread that calls. */
  Sleeper THREAD = Thread::sleep;

  void sleep(Duration duration) throws InterruptedException;
}
