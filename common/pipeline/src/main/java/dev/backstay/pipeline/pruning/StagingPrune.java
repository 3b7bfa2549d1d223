package dev.backstay.pipeline.pruning;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.staging.IndexSuccession;
import dev.backstay.pipeline.staging.PruneDeletion;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.prune.HeldReplica;
import dev.backstay.vault.prune.IndexThinning;
import dev.backstay.vault.prune.Marks;
import dev.backstay.vault.prune.UnneededPacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a prune does in staging, once for all destinations: mark what nothing needs, wait for the
 * runs that may not know the mark, decide, and delete staging's own. Every step may be repeated, by
 * anybody. Confined to one thread.
 */
final class StagingPrune {
  private final Vault vault;
  private final BlobStore staging;
  private final StagedPrunes prunes;
  private final OpenRuns runs;

  StagingPrune(StagedVault staged, StagedPrunes prunes) {
    this.vault = staged.vault();
    this.staging = vault.store();
    this.prunes = prunes;
    this.runs = new OpenRuns(staged);
  }

  /** Goes as far as it can; what it waits for, if it is not at the end. */
  Optional<String> advance() {
    List<PruneState> states = prunes.states();
    boolean over = states.stream().allMatch(PruneState::isOver);
    if (over && Listings.below(staging, StagingNames.SNAPSHOTS, prunes.forgotten()).isEmpty()) {
      return Optional.empty();
    }
    try {
      runs.complete();
      mark(states.stream().filter(state -> !state.marked()).toList());
      for (PruneState state : prunes.states()) {
        if (state.marked() && !state.decided()) {
          open(state).forEach(runs::bury);
        }
      }
      return settle();
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.VAULT_LOCKED) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Marks once for all prunes that have no mark yet. */
  private void mark(List<PruneState> unmarked) {
    if (unmarked.isEmpty()) {
      return;
    }
    Set<BlobId> forgotten = prunes.forgotten();
    vault.underLock(
        false,
        () -> {
          UnneededPacks unneeded =
              UnneededPacks.find(vault, id -> !forgotten.contains(id), Progress.SILENT);
          Optional<BlobId> mark =
              unneeded.packs().isEmpty()
                  ? Optional.empty()
                  : Optional.of(
                      Marks.write(vault, unneeded.packs().keySet().stream().sorted().toList()));
          // After the mark is there: a run that is opened later reads it.
          var record = new PruneMark(mark, runs.openings());
          for (PruneState state : unmarked) {
            var _ =
                prunes.records().create(StagingNames.pruneMarked(state.prune()), record.encode());
          }
        });
  }

  private List<BlobName> open(PruneState state) {
    return prunes.records().mark(state.prune()).openings().stream()
        .filter(opening -> !runs.hasEnded(opening))
        .toList();
  }

  /** Under the exclusive lock, so that no run is at work: decides what is ripe and deletes it. */
  private Optional<String> settle() {
    try (HeldReplica held = HeldReplica.hold(vault, staging)) {
      List<PruneState> states = prunes.states();
      if (!runs.unpublished().isEmpty()) {
        return Optional.of("a backup that was committed and is not published in staging yet");
      }
      held.removeSnapshots(forgotten(held));
      finish(states, held);
      List<PruneState> undecided =
          states.stream().filter(state -> state.marked() && !state.decided()).toList();
      List<PruneState> ripe = undecided.stream().filter(state -> open(state).isEmpty()).toList();
      if (!ripe.isEmpty()) {
        decide(ripe, held);
        finish(prunes.states(), held);
      }
      keepMarks(prunes.states());
      if (ripe.size() < undecided.size()) {
        return Optional.of("a backup that was running when packs were marked");
      }
      return prunes.states().stream().allMatch(PruneState::isOver)
          ? Optional.empty()
          : Optional.of("a prune that was requested a moment ago");
    }
  }

  private Set<BlobId> forgotten(HeldReplica held) {
    Set<BlobId> forgotten = held.snapshots();
    forgotten.retainAll(prunes.forgotten());
    return forgotten;
  }

  /** Decides what goes, and records it with the first of the prunes. */
  private void decide(List<PruneState> ripe, HeldReplica held) {
    Set<BlobId> marked = new HashSet<>();
    for (PruneState state : ripe) {
      prunes
          .records()
          .mark(state.prune())
          .mark()
          .ifPresent(mark -> marked.addAll(Marks.of(vault, mark)));
    }
    PruneDeletion deletion =
        marked.isEmpty() ? PruneDeletion.NOTHING : deletion(marked, ripe.getFirst(), held);
    held.requireHeld();
    for (PruneState state : ripe) {
      boolean decided =
          prunes.records().create(StagingNames.pruneDeletion(state.prune()), deletion.encode());
      if (!decided) {
        return; // somebody else did, who will go on
      }
      deletion = PruneDeletion.NOTHING;
    }
  }

  /** Looks again what nothing needs of what was marked, and seals the index files without it. */
  private PruneDeletion deletion(Set<BlobId> marked, PruneState first, HeldReplica held) {
    Set<BlobId> forgotten = prunes.forgotten();
    UnneededPacks unneeded =
        UnneededPacks.find(vault, id -> !forgotten.contains(id), Progress.SILENT);
    Set<BlobId> kept = held.snapshots();
    kept.removeAll(forgotten);
    requireSame(unneeded.snapshots(), kept);
    requireSame(unneeded.indexes(), held.indexes());
    held.removePacks(runs.orphans(unneeded.indexed()));
    Map<BlobId, Long> packs = new HashMap<>(unneeded.packs());
    packs.keySet().retainAll(marked);
    Map<BlobId, Optional<BlobId>> superseded = new HashMap<>();
    IndexThinning.of(
        vault,
        unneeded.indexes(),
        packs.keySet(),
        (index, thinned) -> {
          thinned.ifPresent(file -> put(first, file));
          superseded.put(index, thinned.map(IndexThinning.Thinned::id));
        });
    return new PruneDeletion(superseded, packs);
  }

  private void put(PruneState state, IndexThinning.Thinned index) {
    var _ =
        staging.put(
            StagingNames.pruneObject(state.prune(), index.id()), index.file(), PutOptions.REPLACE);
  }

  /** A listing that lost an entry must never make something look unneeded. */
  private void requireSame(Set<BlobId> seen, Set<BlobId> now) {
    if (!seen.equals(now)) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "staging at %s changed while it was looked at; nothing was deleted"
              .formatted(staging.location()));
    }
  }

  /** Carries decisions out: new index files, then without the old ones, then without the packs. */
  private void finish(List<PruneState> states, HeldReplica held) {
    for (PruneState state : states) {
      if (state.decided() && !state.settled()) {
        carryOut(state, held);
      } else if (state.settled() && state.leftovers()) {
        removeObjects(state);
      }
    }
    prunes.succession().refresh();
    held.removeIndexes(
        Listings.below(staging, StagingNames.INDEXES, prunes.succession().replaced()));
  }

  private void carryOut(PruneState state, HeldReplica held) {
    PruneDeletion deletion = IndexSuccession.deletion(staging, state.prune());
    for (Optional<BlobId> by : deletion.superseded().values()) {
      by.ifPresent(index -> install(state, index, held));
    }
    held.removeIndexes(deletion.superseded().keySet());
    held.removePacks(Listings.below(staging, StagingNames.PACKS, deletion.packs().keySet()));
    var _ = prunes.records().create(StagingNames.pruneSettled(state.prune()), new byte[0]);
    removeObjects(state);
  }

  private void removeObjects(PruneState state) {
    List<BlobName> objects = new ArrayList<>();
    staging.list(StagingNames.pruneObjects(state.prune()), stat -> objects.add(stat.name()));
    objects.forEach(staging::delete);
  }

  private void install(PruneState state, BlobId index, HeldReplica held) {
    BlobName object = StagingNames.pruneObject(state.prune(), index);
    if (staging.stat(object).isPresent()) {
      held.putIndex(index, staging.read(object));
    } else if (staging.stat(StagingNames.index(index)).isEmpty()) {
      throw new BackstayException(
          ErrorCode.OBJECT_MISSING,
          "the index file %s of prune %s is not in staging at %s; no more was deleted"
              .formatted(index, state.prune(), staging.location()));
    }
  }

  /** Marks serve until what they mark is deleted or found to be needed. */
  private void keepMarks(List<PruneState> states) {
    Set<BlobId> needed = new HashSet<>();
    for (PruneState state : states) {
      if (state.marked() && !state.settled()) {
        prunes.records().mark(state.prune()).mark().ifPresent(needed::add);
      }
    }
    Marks.retain(vault, needed);
  }
}
