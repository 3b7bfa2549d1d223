package dev.backstay.store;

import java.time.Duration;

/**
 * How long a failed call is worth repeating. The wait before the n-th repetition is random between
 * nothing and {@code firstDelay} doubled n-1 times (full jitter, so that many callers that failed
 * together do not return together), and never above {@code maxDelay}.
 *
 * @param maxAttempts calls in all, the first one included
 * @param firstDelay the longest wait before the first repetition
 * @param maxDelay the longest wait before any repetition
 * @param maxTotal after this long no repetition is begun
 */
public record RetryPolicy(
    int maxAttempts, Duration firstDelay, Duration maxDelay, Duration maxTotal) {
  /** Rides out a restart of a server or a switch of network, some minutes in all. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(10, Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(5));

  /** For commands a person waits for: an answer within about ten seconds. */
  public static final RetryPolicy INTERACTIVE =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(10));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("at least one attempt is needed, not " + maxAttempts);
    }
    if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0 || maxTotal.isNegative()) {
      throw new IllegalArgumentException(
          "not a retry policy: " + firstDelay + ", " + maxDelay + ", " + maxTotal);
    }
  }

  /** The longest wait after the given number of failed attempts. */
  Duration delayLimit(int failedAttempts) {
    Duration limit = firstDelay;
    for (int i = 1; i < failedAttempts && limit.compareTo(maxDelay) < 0; i++) {
      limit = limit.multipliedBy(2);
    }
    return limit.compareTo(maxDelay) < 0 ? limit : maxDelay;
  }
}
