package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.ChangedBlocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a capture knows of the changes since its parent.
 *
 * @param blocks of relations
 * @param parentStart when the parent's backup began, where the times of files are to be trusted
 */
record Changes(ChangedBlocks blocks, Optional<Instant> parentStart) {
  static final Changes UNKNOWN = new Changes(ChangedBlocks.UNKNOWN, Optional.empty());

  /**
   * File systems tell times from some moment of the last clock tick, servers to the second: a file
   * of about that time may have changed after it was read.
   */
  private static final Duration DOUBT = Duration.ofSeconds(3);

  /** Whether a file was last written before the parent's backup began. */
  boolean isUntouched(ListedFile file) {
    return parentStart.map(start -> file.modified().isBefore(start.minus(DOUBT))).orElse(false);
  }
}
