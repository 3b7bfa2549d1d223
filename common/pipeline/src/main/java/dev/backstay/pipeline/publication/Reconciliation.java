package dev.backstay.pipeline.publication;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunCommit;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunRecords;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.SealedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares what was committed with what a destination has, for the day when the message that asked
 * for a publication is lost. Reads only. Remembers commits, which never change, so that a look
 * costs a listing and what is new: two hundred bytes for each backup that the destination is not to
 * have. Confined to one thread.
 */
public final class Reconciliation {
  private final BlobStore staging;
  private final RunRecords records;
  private final PruneHistory prunes;
  private final Map<BackupId, Optional<RunCommit>> commits = new HashMap<>();

  public Reconciliation(BlobStore staging, PruneHistory prunes) {
    this.staging = staging;
    this.records = new RunRecords(staging);
    this.prunes = prunes;
  }

  /**
   * The manifests of the backups that a destination still lacks, oldest first. One that holds no
   * vault any more lacks all.
   *
   * @param serves the sources that go to the destination
   */
  public List<RunManifest> lacking(Place destination, Predicate<SourceName> serves) {
    Set<BackupId> committed = new HashSet<>();
    Set<BackupId> stored = new HashSet<>();
    staging.list(
        StagingNames.RUNS,
        stat ->
            StagingNames.backupOf(stat.name())
                .ifPresent(backup -> {
                  if (StagingNames.isCommit(stat.name())) {
                    committed.add(backup);
                  } else if (StagingNames.stored(backup, destination.name()).equals(stat.name())) {
                    stored.add(backup);
                  }
                }));
    if (isVault(destination.store())) {
      committed.removeAll(stored);
    }
    PruneHistory history = prunes.asOfNow();
    List<RunManifest> lacking = new ArrayList<>();
    commits.keySet().retainAll(committed);
    for (BackupId backup : committed) {
      commits
          .computeIfAbsent(backup, records::commit)
          .filter(commit -> isWanted(commit, serves, history))
          .ifPresent(commit -> lacking.add(records.manifest(commit)));
    }
    lacking.sort(
        Comparator.comparing((RunManifest run) -> run.facts().startedAt())
            .thenComparing(RunManifest::backup));
    return lacking;
  }

  private static boolean isWanted(
      RunCommit commit, Predicate<SourceName> serves, PruneHistory history) {
    return serves.test(commit.source()) && !history.forgets(commit.snapshot());
  }

  private static boolean isVault(BlobStore store) {
    return store.stat(SealedFile.CONFIG).isPresent();
  }
}
