package dev.backstay.vault.prune;

import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.Optional;

/**
 * A pack as a prune finds it.
 *
 * @param size of the file
 * @param indexed whether an index names it
 * @param usedBytes sealed bytes of the blobs in it that snapshots need from here
 * @param unusedBytes sealed bytes of its other blobs; the whole file when it is not indexed
 * @param marked since when it is marked for deletion
 */
record PackState(
    BlobId id,
    long size,
    boolean indexed,
    long usedBytes,
    long unusedBytes,
    Optional<Instant> marked) {
  PackState {
    if (usedBytes < 0 || unusedBytes < 0 || (!indexed && usedBytes > 0)) {
      throw new IllegalArgumentException("an impossible pack: " + id);
    }
  }

  boolean isUsed() {
    return usedBytes > 0;
  }

  /** The share of its blobs' bytes that is waste. */
  double waste() {
    return (double) unusedBytes / Math.max(1, usedBytes + unusedBytes);
  }
}
