package dev.backstay.vault.copy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.util.List;

/**
 * What a replication did.
 *
 * @param copied what the target did not hold before
 * @param damaged objects of the source that are not what their names say, and were not copied
 * @param withheld index files and snapshots that need one of those, and were not published
 * @param keysOnlyAtTarget key files that the source has no more: they still open the target
 * @param snapshotsOnlyAtTarget how many snapshots the source has no more
 */
public record ReplicationReport(
    Copied copied,
    List<BlobName> damaged,
    List<BlobName> withheld,
    List<BlobId> keysOnlyAtTarget,
    long snapshotsOnlyAtTarget) {
  public ReplicationReport {
    damaged = List.copyOf(damaged);
    withheld = List.copyOf(withheld);
    keysOnlyAtTarget = List.copyOf(keysOnlyAtTarget);
  }

  /** How many objects of each kind were copied; the bytes of all. */
  public record Copied(
      long keys, long packs, long indexFiles, long snapshots, long others, long bytes) {
    public long objects() {
      return keys + packs + indexFiles + snapshots + others;
    }
  }

  /** Whether the target now holds everything the source does. */
  public boolean isComplete() {
    return damaged.isEmpty() && withheld.isEmpty();
  }

  /** Fails with {@code OBJECT_CORRUPT} when anything could not be copied. */
  public void orFail() {
    if (!isComplete()) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%d objects of the source are damaged, %s; %d that need them were withheld and everything else was copied"
              .formatted(
                  damaged.size(),
                  damaged.isEmpty() ? "found by an earlier copy" : damaged.getFirst() + " first",
                  withheld.size()));
    }
  }
}
