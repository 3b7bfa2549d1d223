package dev.backstay.engine.postgres;

import java.util.Optional;

/**
 * What changed in a cluster from the start of one backup to the start of another. Implementations
 * are safe for any number of threads.
 */
@FunctionalInterface
public interface ChangedBlocks {
  /** Nothing is known: every file is read in full. */
  ChangedBlocks UNKNOWN = _ -> Optional.empty();

  /**
   * The changed blocks of the fork that a file belongs to, all its segments.
   *
   * @return empty when the fork is not covered: its files are read in full
   */
  Optional<BlockSet> of(RelationFile file);
}
