package dev.backstay.servicekit.work;

import java.time.Duration;

/**
 * How long a job waits before it is tried again: twice as long each time.
 *
 * @param first wait
 * @param longest wait
 */
public record Backoff(Duration first, Duration longest) {
  /** A destination that was briefly away is served at once, one that is down is not hammered. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private static final int MAX_DOUBLINGS = 20;

  /** The wait after a number of tries. */
  public Duration after(int tries) {
    Duration wait = first.multipliedBy(1L << Math.min(Math.max(tries - 1, 0), MAX_DOUBLINGS));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
