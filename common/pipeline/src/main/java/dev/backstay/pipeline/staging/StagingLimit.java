package dev.backstay.pipeline.staging;

import dev.backstay.store.Sleeper;
import java.time.Duration;

/**
 * How much may wait in staging for its destinations.
 *
 * @param dataBytes of data packs; tree packs are small, stay for ever and do not count
 * @param look how long a run waits before it looks again whether there is room
 * @param sleeper how it waits
 */
public record StagingLimit(long dataBytes, Duration look, Sleeper sleeper) {
  private static final Duration USUAL_LOOK = Duration.ofSeconds(2);

  public StagingLimit {
    if (dataBytes < 1) {
      throw new IllegalArgumentException("staging holds at least one byte, not " + dataBytes);
    }
  }

  /** The usual way to wait. */
  public static StagingLimit of(long dataBytes) {
    return new StagingLimit(dataBytes, USUAL_LOOK, Sleeper.THREAD);
  }
}
