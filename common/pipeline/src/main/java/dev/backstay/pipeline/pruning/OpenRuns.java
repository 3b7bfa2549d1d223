package dev.backstay.pipeline.pruning;

import dev.backstay.contract.event.BackupId;
import dev.backstay.pipeline.staging.DeadRuns;
import dev.backstay.pipeline.staging.RunCommit;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The runs in staging that may not know a mark, or whose snapshot may not be seen yet. Confined to
 * one thread.
 */
final class OpenRuns {
  /** A listing may lose an entry, and a pack that is journaled will be adopted. */
  private static final int LOOKS = 2;

  private final StagedVault staged;
  private final BlobStore staging;
  private final DeadRuns deadRuns;

  OpenRuns(StagedVault staged) {
    this.staged = staged;
    this.staging = staged.vault().store();
    this.deadRuns = new DeadRuns(staged);
  }

  /** The openings of all runs that have not ended. */
  List<BlobName> openings() {
    List<BlobName> openings = new ArrayList<>();
    staging.list(
        StagingNames.RUNS,
        stat -> {
          if (isBelow(stat.name(), StagingNames::openings)) {
            openings.add(stat.name());
          }
        });
    return openings;
  }

  /** Publishes in staging what was committed by workers that died before they could. */
  void complete() {
    unpublished().forEach(backup -> staged.committed(backup));
  }

  /** The committed backups whose snapshot is not published in staging yet. */
  List<BackupId> unpublished() {
    Set<BackupId> withObjects = new HashSet<>();
    staging.list(
        StagingNames.RUNS,
        stat -> {
          if (isBelow(stat.name(), StagingNames::objects)) {
            StagingNames.backupOf(stat.name()).ifPresent(withObjects::add);
          }
        });
    return withObjects.stream().filter(this::isUnpublished).sorted().toList();
  }

  private boolean isUnpublished(BackupId backup) {
    Optional<RunCommit> commit = staged.records().commit(backup);
    return commit.isPresent()
        && staging.stat(StagingNames.object(backup, commit.get().snapshot())).isPresent();
  }

  private interface Folder {
    String of(BackupId backup);
  }

  private static boolean isBelow(BlobName name, Folder folder) {
    return StagingNames.backupOf(name)
        .filter(backup -> name.value().startsWith(folder.of(backup) + "/"))
        .isPresent();
  }

  /**
   * Packs that a worker stored and died before it journaled them; the caller holds the exclusive
   * lock, and every committed run is published.
   */
  Set<BlobId> orphans(Set<BlobId> indexed) {
    Instant dead = dead();
    Set<BlobId> orphans = new HashSet<>();
    staging.list(
        StagingNames.PACKS,
        stat -> {
          if (dead.isAfter(stat.modified())) {
            StagingNames.idOf(stat.name()).ifPresent(orphans::add);
          }
        });
    orphans.removeAll(indexed);
    for (int look = 0; look < LOOKS && !orphans.isEmpty(); look++) {
      staging.list(
          StagingNames.RUNS,
          stat -> {
            if (isBelow(stat.name(), StagingNames::journal)) {
              StagingNames.idOf(stat.name()).ifPresent(orphans::remove);
            }
          });
    }
    return orphans;
  }

  private Instant dead() {
    return staged.vault().options().clock().instant().minus(DeadRuns.LONGEST_DEATH);
  }

  /**
   * Whether the run of an opening has ended: its mark is gone, or its backup is committed or
   * abandoned, after which no attempt of it ever commits.
   */
  boolean hasEnded(BlobName opening) {
    return staging.stat(opening).isEmpty()
        || StagingNames.backupOf(opening).filter(staged.records()::hasEnded).isPresent();
  }

  /**
   * Abandons the backup of an opening when its run is dead; a run that is alive holds the vault's
   * lock, and then this fails with {@code VAULT_LOCKED}.
   */
  void bury(BlobName opening) {
    StagingNames.backupOf(opening).filter(deadRuns::isDead).ifPresent(staged::abandon);
  }
}
