package dev.backstay.pipeline.proof;

import dev.backstay.contract.event.BackupId;
import dev.backstay.pipeline.pruning.StagedPrunes;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunRecords;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.check.SnapshotCheck;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What staging tells of backups to whoever proves them. Reads only, and needs no key. Any number of
 * threads may use it.
 */
public final class StagedTraces {
  private final RunRecords records;
  private final StagedPrunes prunes;

  public StagedTraces(BlobStore staging) {
    this.records = new RunRecords(staging);
    this.prunes = new StagedPrunes(staging);
  }

  /**
   * What a backup itself brought to the vault. Nothing for one that staging does not know, and for
   * one of whose index files a prune has replaced any: the backup is whole, but not in the shape in
   * which it came.
   */
  public Optional<SnapshotCheck.Brought> brought(BackupId backup) {
    return records
        .commit(backup)
        .map(records::manifest)
        .filter(manifest -> !isReshaped(manifest))
        .map(ProofRequest::broughtBy);
  }

  private boolean isReshaped(RunManifest manifest) {
    return Stream.concat(
            manifest.indexes().stream().map(RunManifest.StagedObject::id), manifest.base().stream())
        .anyMatch(index -> prunes.successors(index).isPresent());
  }

  /** Whether a prune forgot a snapshot: that it is nowhere any more is then as it should be. */
  public boolean isForgotten(BlobId snapshot) {
    return prunes.forgets(snapshot);
  }
}
