package dev.backstay.vault.repair;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import java.util.List;

/**
 * What a repair did.
 *
 * @param mended each object that was damaged or missing and is no more, and how
 * @param unmended each object that stays damaged, and why
 * @param blobsFromReplica blobs of damaged packs that the replica had
 * @param blobsKept blobs of damaged packs that were still intact
 */
public record RepairReport(
    List<Mended> mended, List<Unmended> unmended, long blobsFromReplica, long blobsKept) {
  public RepairReport {
    mended = List.copyOf(mended);
    unmended = List.copyOf(unmended);
  }

  /** How an object was mended. */
  public enum Means {
    /** The replica's bytes of the same name took its place. */
    COPIED,
    /** What was in it is now in other objects, and it was deleted. */
    REBUILT,
    /** It was not needed, and was deleted. */
    REMOVED
  }

  /** An object that was mended. */
  public record Mended(BlobName object, Means means) {}

  /** An object that could not be mended. */
  public record Unmended(BlobName object, String why) {}

  /** Whether nothing stays damaged. */
  public boolean isComplete() {
    return unmended.isEmpty();
  }

  /** Fails with {@code OBJECT_CORRUPT} when anything stays damaged. */
  public void orFail() {
    if (!isComplete()) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%d objects were mended and %d could not be, first %s: %s"
              .formatted(
                  mended.size(),
                  unmended.size(),
                  unmended.getFirst().object(),
                  unmended.getFirst().why()));
    }
  }
}
