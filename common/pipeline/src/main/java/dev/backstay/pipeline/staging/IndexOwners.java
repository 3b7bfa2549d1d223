package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.vault.BlobId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which source each published index file belongs to, learned from the manifests of committed runs
 * and the decisions of prunes, and remembered: a few hundred bytes a run. Any number of threads may
 * use it.
 */
final class IndexOwners {
  private final RunRecords records;
  private final IndexSuccession succession;
  private final Map<BlobId, SourceName> sources = new HashMap<>();
  private final Set<BackupId> known = new HashSet<>();

  IndexOwners(RunRecords records, IndexSuccession succession) {
    this.records = records;
    this.succession = succession;
  }

  /** Tells, of index files that were listed before it was first asked, which are in scope. */
  Predicate<BlobId> within(DedupScope scope) {
    return scope.equals(DedupScope.EVERYTHING) ? _ -> true : new Look(scope);
  }

  /** One look at a listing: a file is published after its commit, so one refresh knows them all. */
  private final class Look implements Predicate<BlobId> {
    private final DedupScope scope;
    private boolean refreshed;

    Look(DedupScope scope) {
      this.scope = scope;
    }

    @Override
    public boolean test(BlobId index) {
      synchronized (IndexOwners.this) {
        if (!sources.containsKey(index) && !refreshed) {
          refresh();
          refreshed = true;
        }
        SourceName source = sources.get(index);
        return source == null ? scope.unattributed() : scope.sources().test(source);
      }
    }
  }

  private void refresh() {
    records.forEachCommitted(backup -> {
      if (!known.contains(backup)) {
        learn(backup);
      }
    });
    succession.refresh();
    succession.replaced().forEach(this::bequeath);
  }

  /** What takes the place of a run's index file is that run's. */
  private void bequeath(BlobId index) {
    SourceName source = sources.get(index);
    @Nullable BlobId heir = index;
    while (source != null && heir != null) {
      sources.put(heir, source);
      heir = succession.step(heir).flatMap(IndexSuccession.Step::by).orElse(null);
    }
  }

  private void learn(BackupId backup) {
    try {
      records
          .commit(backup)
          .ifPresent(commit -> {
            RunManifest manifest = records.manifest(commit);
            manifest.indexes().forEach(index -> sources.put(index.id(), manifest.source()));
          });
      known.add(backup);
    } catch (BackstayException e) {
      // A run that was removed between the listing and the look owns nothing any more.
      if (e.code() != ErrorCode.OBJECT_MISSING || records.commit(backup).isPresent()) {
        throw e;
      }
    }
  }
}
