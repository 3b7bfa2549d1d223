package dev.backstay.pipeline.publication;

import dev.backstay.vault.BlobId;
import java.util.List;
import java.util.Optional;

/** What prunes have removed from the vault, as staging's records tell it. */
public interface PruneHistory {
  /** There was no prune. */
  PruneHistory NONE =
      new PruneHistory() {
        @Override
        public boolean forgets(BlobId snapshot) {
          return false;
        }

        @Override
        public Optional<List<BlobId>> successors(BlobId index) {
          return Optional.empty();
        }
      };

  /** Whether a prune forgot this snapshot, so that it is to be published nowhere any more. */
  boolean forgets(BlobId snapshot);

  /**
   * The index files that took the place of one; possibly none, if nothing it told of was still
   * needed. Empty for one that no prune has replaced.
   */
  Optional<List<BlobId>> successors(BlobId index);

  /** The history as it is now, for many questions that are content with that. */
  default PruneHistory asOfNow() {
    return this;
  }
}
