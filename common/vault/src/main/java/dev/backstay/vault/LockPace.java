package dev.backstay.vault;

import java.time.Duration;

/**
 * How long a lock waits.
 *
 * @param nextLook between writing our file and looking for others once more
 * @param refresh between two writings of the file
 * @param retry before a refresh that failed is tried again
 */
public record LockPace(Duration nextLook, Duration refresh, Duration retry) {
  /** The first two as restic has them. */
  public static final LockPace USUAL =
      new LockPace(Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofSeconds(20));
}
