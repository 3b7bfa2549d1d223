package dev.backstay.pipeline.stream;

import dev.backstay.store.BlobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The room that staging keeps for frames, apart from that of backups. It is never exceeded by more
 * than a frame of each writer, and nothing is dropped to keep it: who finds none waits. Any number
 * of threads may ask.
 */
public final class WalSpace {
  /** Between two listings: frames leave staging no faster than once in so long. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /**
   * However little room is given: a roll-up keeps the frames of its last segment, and those of the
   * next have to come before any can go.
   */
  private static final int LEAST_SEGMENTS = 4;

  private final BlobStore staging;
  private final long limitBytes;
  private final InstantSource clock;
  private Instant listed = Instant.EPOCH;
  private long usedBytes;

  /**
   * @param limitBytes of sealed frames of all sources
   */
  public WalSpace(BlobStore staging, long limitBytes, InstantSource clock) {
    if (limitBytes < 1) {
      throw new IllegalArgumentException("frames need at least one byte, not " + limitBytes);
    }
    this.staging = staging;
    this.limitBytes = limitBytes;
    this.clock = clock;
  }

  /** Whether there is room for a frame of a cluster's log, which is then taken. */
  synchronized boolean admit(long bytes, int segmentBytes) {
    Instant now = clock.instant();
    if (listed.plus(LOOK).isBefore(now)) {
      long[] listing = {0};
      staging.list(StreamTimeline.ROOT, stat -> listing[0] += stat.size());
      usedBytes = listing[0];
      listed = now;
    }
    long limit = Math.max(limitBytes, (long) LEAST_SEGMENTS * segmentBytes);
    if (usedBytes > 0 && usedBytes + bytes > limit) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  /** How much frames take, as it was last seen. */
  synchronized long usedBytes() {
    return usedBytes;
  }
}
