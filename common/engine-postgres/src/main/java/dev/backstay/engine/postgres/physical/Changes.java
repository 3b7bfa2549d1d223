package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.ChangedBlocks;
import java.time.Instant;
import java.util.Optional;

/**
 * What a capture knows of the changes since its parent.
 *
 * @param blocks of relations
 * @param quietSince files that were last written before it are taken over by the sink, as a rule
 */
record Changes(ChangedBlocks blocks, Optional<Instant> quietSince) {
  static final Changes UNKNOWN = new Changes(ChangedBlocks.UNKNOWN, Optional.empty());

  /** Whether the sink most likely takes a file over, so that nobody should read it in advance. */
  boolean isQuiet(ListedFile file) {
    return quietSince.filter(file.modified()::isBefore).isPresent();
  }
}
