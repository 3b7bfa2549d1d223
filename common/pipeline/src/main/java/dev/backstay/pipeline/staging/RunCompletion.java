package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What follows a commit: its index files and its snapshot are published, and what else its attempts
 * left is removed. Every step may be repeated, by anybody, at any time.
 *
 * <p>The snapshot's object under {@code runs/} is there from before the commit until the snapshot
 * is published, so it tells whether that is still to be done; a snapshot that was forgotten later
 * does not come back.
 */
final class RunCompletion {
  private final BlobStore staging;

  RunCompletion(BlobStore staging) {
    this.staging = staging;
  }

  /** Whether the run may still have to be published. */
  boolean isUnpublished(RunCommit commit) {
    return staging.stat(StagingNames.object(commit.backup(), commit.snapshot())).isPresent();
  }

  /** Publishes a run, unless that is done. The caller holds the vault's shared lock. */
  void publish(RunManifest manifest) {
    BackupId backup = manifest.backup();
    if (!isUnpublished(RunCommit.of(manifest))) {
      return;
    }
    try {
      for (StagedObject index : manifest.indexes()) {
        copy(StagingNames.object(backup, index.id()), StagingNames.index(index.id()));
      }
      BlobId snapshot = manifest.snapshot().id();
      copy(StagingNames.object(backup, snapshot), StagingNames.snapshot(snapshot));
      staging.delete(StagingNames.object(backup, snapshot));
    } catch (BackstayException e) {
      boolean othersDid =
          e.code() == ErrorCode.OBJECT_MISSING && !isUnpublished(RunCommit.of(manifest));
      if (!othersDid) {
        throw e;
      }
    }
  }

  private void copy(BlobName from, BlobName to) {
    byte[] bytes = staging.read(from);
    if (!StagingNames.idOf(from).equals(Optional.of(BlobId.hash(bytes)))) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s in staging at %s does not hash to its name; it was not published"
              .formatted(from, staging.location()));
    }
    staging.put(to, Payload.of(bytes), PutOptions.REPLACE);
  }

  /**
   * Removes the packs of attempts that lost, and every trace of attempts but the commit, its
   * manifest and the marks of destinations. The run is published.
   */
  void tidy(RunManifest manifest) {
    BackupId backup = manifest.backup();
    Set<BlobId> packs = manifest.packs().stream().map(StagedPack::id).collect(Collectors.toSet());
    BlobName kept = StagingNames.manifest(backup, RunCommit.of(manifest).manifest());
    for (BlobName name : names(StagingNames.journal(backup))) {
      // The pack first: while the entry is there, the pack is found again.
      StagingNames.idOf(name)
          .filter(pack -> !packs.contains(pack))
          .ifPresent(pack -> staging.delete(StagingNames.pack(pack)));
      staging.delete(name);
    }
    names(StagingNames.objects(backup)).forEach(staging::delete);
    names(StagingNames.manifests(backup)).stream()
        .filter(name -> !name.equals(kept))
        .forEach(staging::delete);
    names(StagingNames.openings(backup)).forEach(staging::delete);
    staging.delete(StagingNames.failed(backup));
  }

  /**
   * Removes everything of a backup that has no commit. The caller holds the vault's exclusive lock,
   * so that no attempt is at work; one that is open nevertheless, and wakes up later, finds the
   * commit point taken.
   */
  void abandon(BackupId backup, Instant now) {
    List<BlobName> openings = names(StagingNames.openings(backup));
    boolean ended = staging.stat(StagingNames.commit(backup)).isPresent();
    if (!openings.isEmpty() && !ended) {
      ended = true;
      PutOutcome outcome =
          staging.put(
              StagingNames.commit(backup),
              Payload.of(new RunAbandonment(backup, now).encode()),
              PutOptions.ONLY_IF_ABSENT);
      if (outcome == PutOutcome.EXISTED) {
        return; // it woke up this very moment: nothing of it is removed yet
      }
    }
    for (BlobName name : names(StagingNames.journal(backup))) {
      // The entry first: an attempt must never adopt a pack that is gone.
      staging.delete(name);
      StagingNames.idOf(name).ifPresent(pack -> staging.delete(StagingNames.pack(pack)));
    }
    names(StagingNames.objects(backup)).forEach(staging::delete);
    names(StagingNames.manifests(backup)).forEach(staging::delete);
    if (ended) {
      names(StagingNames.openings(backup)).forEach(staging::delete);
    }
    staging.delete(StagingNames.failed(backup));
  }

  private List<BlobName> names(String prefix) {
    List<BlobName> names = new ArrayList<>();
    staging.list(prefix, stat -> names.add(stat.name()));
    return names;
  }
}
