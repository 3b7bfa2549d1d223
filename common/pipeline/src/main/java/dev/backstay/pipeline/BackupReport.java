package dev.backstay.pipeline;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a backup did.
 *
 * @param parent the snapshot it was compared with
 * @param bytesProcessed size of all files of the snapshot
 * @param bytesRead what of it was read, the rest being unchanged
 * @param bytesAdded plain bytes the vault did not hold
 * @param bytesStored what they took after compression, with headers
 * @param problemCount how many entries were left out or read in part
 * @param problems the first of them
 */
public record BackupReport(
    StoredSnapshot snapshot,
    Optional<BlobId> parent,
    long filesNew,
    long filesChanged,
    long filesUnchanged,
    long directories,
    long bytesProcessed,
    long bytesRead,
    long bytesAdded,
    long bytesStored,
    Duration elapsed,
    long problemCount,
    List<Problem> problems) {
  public BackupReport {
    problems = List.copyOf(problems);
  }

  /** Whether everything asked for is in the snapshot. */
  public boolean isComplete() {
    return problemCount == 0;
  }
}
