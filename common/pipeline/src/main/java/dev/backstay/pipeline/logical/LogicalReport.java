package dev.backstay.pipeline.logical;

import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * What a logical backup did.
 *
 * @param parent the dump before, of the same cluster
 * @param files of the archives and beside them
 * @param bytesProcessed in these files
 * @param bytesAdded plain bytes the vault did not hold
 * @param bytesStored what they took after compression, with headers
 */
public record LogicalReport(
    StoredSnapshot snapshot,
    Optional<BlobId> parent,
    DumpRecord dump,
    long files,
    long bytesProcessed,
    long bytesAdded,
    long bytesStored,
    Duration elapsed) {
  /** Rows that were counted in all tables. */
  public long rows() {
    return dump.databases().stream()
        .flatMap(database -> database.tables().stream())
        .mapToLong(table -> table.rows().orElse(0))
        .sum();
  }

  public long tables() {
    return dump.databases().stream().mapToLong(database -> database.tables().size()).sum();
  }
}
