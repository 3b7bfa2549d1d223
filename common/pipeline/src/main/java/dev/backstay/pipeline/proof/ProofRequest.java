package dev.backstay.pipeline.proof;

import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.check.SnapshotCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be proven, and how far.
 *
 * @param kind of the source, which decides how a restore is rehearsed
 * @param brought the index files and packs of the backup's own manifest; without (staging is lost,
 *     or a prune has rewritten them since), every pack the snapshot refers to is read
 * @param queries asked at level L3
 */
public record ProofRequest(
    SourceKind kind,
    BlobId snapshot,
    Optional<SnapshotCheck.Brought> brought,
    VerificationLevel level,
    List<ValidationQuery> queries) {
  public ProofRequest {
    queries = List.copyOf(queries);
  }

  /** The part of a manifest that a proof looks at. */
  public static SnapshotCheck.Brought broughtBy(RunManifest manifest) {
    return new SnapshotCheck.Brought(
        manifest.indexes().stream().map(RunManifest.StagedObject::id).collect(Collectors.toSet()),
        manifest.packs().stream()
            .collect(Collectors.toMap(RunManifest.StagedPack::id, RunManifest.StagedPack::length)),
        Set.copyOf(manifest.base()));
  }
}
