package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.util.List;

/**
 * Everything a destination needs to publish the snapshot of one attempt. Immutable once stored: it
 * is named by the hash of its bytes.
 *
 * @param snapshot published last
 * @param indexes this run's own, which name its own packs
 * @param packs this run's own: sealed by it, or adopted from an earlier attempt of the same backup
 * @param base committed index files that name packs this run's snapshot refers to without storing
 *     them again
 */
public record RunManifest(
    BackupId backup,
    int attempt,
    SourceName source,
    StagedObject snapshot,
    List<StagedObject> indexes,
    List<StagedPack> packs,
    List<BlobId> base,
    RunFacts facts) {
  public RunManifest {
    indexes = List.copyOf(indexes);
    packs = List.copyOf(packs);
    base = List.copyOf(base);
  }

  /** A sealed file and its length. */
  public record StagedObject(BlobId id, long length) {}

  /** A sealed pack, its length, and what lies in it. */
  public record StagedPack(BlobId id, long length, PackContent content) {}

  /** The bytes that are stored; their hash is the manifest's name. */
  public byte[] encode() {
    return RunManifestJson.encode(this);
  }

  /** Reads what {@link #encode} wrote; unknown fields are skipped. */
  public static RunManifest decode(byte[] bytes) throws IOException {
    return RunManifestJson.decode(bytes);
  }
}
