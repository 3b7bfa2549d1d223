package dev.backstay.catalog.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many refusals are kept: so many a minute; of those above, their number. Who hammers at the
 * door shall not fill the database. Safe for any number of threads.
 */
public final class RefusalLimit {
  static final int PER_MINUTE = 60;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private Instant begun;
  private int count;

  public RefusalLimit(InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
  }

  /**
   * Whether one more may be kept.
   *
   * @return how many were left out before it; negative when this one is left out too
   */
  public synchronized int admit() {
    Instant now = clock.instant();
    int left = 0;
    if (!now.isBefore(begun.plus(MINUTE))) {
      left = Math.max(0, count - PER_MINUTE);
      begun = now;
      count = 0;
    }
    count++;
    return count <= PER_MINUTE ? left : -1;
  }
}
