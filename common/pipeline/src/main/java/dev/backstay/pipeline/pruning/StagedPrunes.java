package dev.backstay.pipeline.pruning;

import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.pipeline.publication.PruneHistory;
import dev.backstay.pipeline.staging.IndexSuccession;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What prunes have removed, as staging's records tell it at the instant of the question. Any number
 * of threads may use it.
 */
public final class StagedPrunes implements PruneHistory {
  private final BlobStore staging;
  private final PruneRecords records;
  private final IndexSuccession succession;
  private final Map<BlobId, PrunePlan> forgotten = new HashMap<>();

  public StagedPrunes(BlobStore staging) {
    this.staging = staging;
    this.records = new PruneRecords(staging);
    this.succession = new IndexSuccession(staging);
  }

  @Override
  public boolean forgets(BlobId snapshot) {
    if (!knowsForgotten(snapshot)) {
      learn(records.states());
    }
    return knowsForgotten(snapshot);
  }

  @Override
  public Optional<List<BlobId>> successors(BlobId index) {
    if (succession.step(index).isEmpty() && staging.stat(StagingNames.index(index)).isEmpty()) {
      succession.refresh();
    }
    return succession.step(index).map(step -> step.by().map(List::of).orElse(List.of()));
  }

  /** What prunes had removed when this was called, without looking again. */
  @Override
  public PruneHistory asOfNow() {
    learn(records.states());
    succession.refresh();
    return new PruneHistory() {
      @Override
      public boolean forgets(BlobId snapshot) {
        return knowsForgotten(snapshot);
      }

      @Override
      public Optional<List<BlobId>> successors(BlobId index) {
        return succession.step(index).map(step -> step.by().map(List::of).orElse(List.of()));
      }
    };
  }

  PruneRecords records() {
    return records;
  }

  IndexSuccession succession() {
    return succession;
  }

  /** Looks at every prune. */
  List<PruneState> states() {
    List<PruneState> states = records.states();
    learn(states);
    return states;
  }

  private synchronized void learn(List<PruneState> states) {
    for (PruneState state : states) {
      state.plan().snapshots().forEach(snapshot -> forgotten.putIfAbsent(snapshot, state.plan()));
    }
  }

  private synchronized boolean knowsForgotten(BlobId snapshot) {
    return forgotten.containsKey(snapshot);
  }

  /** Every snapshot that any prune forgot, as far as was looked. */
  synchronized Set<BlobId> forgotten() {
    return Set.copyOf(forgotten.keySet());
  }

  /** The survivor of the prune that forgot a snapshot, as far as was looked. */
  synchronized Optional<BlobId> survivorOf(BlobId snapshot) {
    return Optional.ofNullable(forgotten.get(snapshot))
        .map(PrunePlan::survivor)
        .map((ForgottenBackup survivor) -> PrunePlan.snapshot(survivor));
  }
}
