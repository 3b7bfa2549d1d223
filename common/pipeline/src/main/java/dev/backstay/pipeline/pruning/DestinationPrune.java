package dev.backstay.pipeline.pruning;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.Pruned;
import dev.backstay.pipeline.pruning.Pruning.Refusal;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.RefillConsent;
import dev.backstay.pipeline.staging.IndexSuccession;
import dev.backstay.pipeline.staging.PruneDeletion;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicaFrame;
import dev.backstay.vault.prune.HeldReplica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What prunes do at one destination. Judged by what is there, not by the marks in staging alone: a
 * snapshot or an index file that came back goes again. Confined to one thread.
 */
final class DestinationPrune {
  /** Interrupted puts of others may still go on for so long. */
  private static final Duration SWEEP_AGE = Duration.ofDays(1);

  private final StagedVault staged;
  private final Vault vault;
  private final BlobStore staging;
  private final StagedPrunes prunes;
  private final Place place;
  private final Consumer<Pruned> announce;
  private final List<Pruned> steps = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  DestinationPrune(
      StagedVault staged, StagedPrunes prunes, Place place, Consumer<Pruned> announce) {
    this.staged = staged;
    this.vault = staged.vault();
    this.staging = vault.store();
    this.prunes = prunes;
    this.place = place;
    this.announce = announce;
  }

  List<Pruned> steps() {
    return steps;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  private boolean holdsNothing() {
    boolean nothing = new ReplicaFrame(vault, place.store()).isMissing();
    if (nothing) {
      RefillConsent.require(staging, place); // what is only away has forgotten nothing
    }
    return nothing;
  }

  private Instant now() {
    return vault.options().clock().instant();
  }

  /** The first phase of every prune that has not had it here, in the order of their requests. */
  void forget() {
    List<PruneState> states = prunes.states();
    boolean due = states.stream().anyMatch(state -> !state.forgotten().contains(place.name()));
    if (holdsNothing()) {
      states.forEach(state -> forgotten(state, 0));
      return;
    }
    if (!due
        && Listings.below(place.store(), StagingNames.SNAPSHOTS, prunes.forgotten()).isEmpty()) {
      return;
    }
    // Also where there is nothing to remove: a publication that is under way must have ended.
    try (HeldReplica held = HeldReplica.hold(vault, place.store())) {
      for (PruneState state : states) {
        Set<BlobId> there = held.snapshots();
        List<BlobId> doomed = new ArrayList<>(state.plan().snapshots());
        doomed.retainAll(there);
        if (doomed.isEmpty() || holdsSurvivor(state.plan(), there)) {
          forgotten(state, held.removeSnapshots(doomed));
        } else {
          refuse(state.plan(), doomed.size());
        }
      }
    }
  }

  /** The survivor, or, where a later prune forgot that one as well, the survivor of that prune. */
  private boolean holdsSurvivor(PrunePlan plan, Set<BlobId> there) {
    Set<BlobId> seen = new HashSet<>(plan.snapshots());
    Optional<BlobId> survivor = Optional.of(PrunePlan.snapshot(plan.survivor()));
    while (survivor.isPresent() && seen.add(survivor.get())) {
      if (there.contains(survivor.get())) {
        return true;
      }
      survivor = prunes.survivorOf(survivor.get());
    }
    return false;
  }

  private void refuse(PrunePlan plan, int doomed) {
    refusals.add(
        new Refusal(
            plan.prune(),
            plan.source(),
            new BackstayException(
                ErrorCode.SURVIVOR_MISSING,
                "%s does not hold the proven snapshot %s of source %s that prune %s is to leave; %d others were kept"
                    .formatted(
                        place,
                        PrunePlan.snapshot(plan.survivor()).shortHex(),
                        plan.source(),
                        plan.prune(),
                        doomed))));
  }

  private void forgotten(PruneState state, long snapshots) {
    if (!state.forgotten().contains(place.name())) {
      done(state.plan(), PrunePhase.FORGOTTEN, snapshots, Map.of());
    }
  }

  /** Told first and noted second, so that it is told at least once. */
  private void done(
      PrunePlan plan, PrunePhase phase, long snapshots, Map<BlobId, Long> deletedPacks) {
    var step =
        new Pruned(
            plan.prune(),
            plan.source(),
            place.name(),
            phase,
            plan.forgotten(),
            snapshots,
            deletedPacks.size(),
            deletedPacks.values().stream().mapToLong(Long::longValue).sum(),
            now());
    announce.accept(step);
    prunes.records().done(step);
    steps.add(step);
  }

  /** The second phase of every prune that is settled in staging; what it waits for, if anything. */
  Optional<String> delete() {
    List<PruneState> settled = prunes.states().stream().filter(PruneState::settled).toList();
    prunes.succession().refresh();
    Set<BlobId> replaced = prunes.succession().replaced();
    if (holdsNothing()) {
      settled.stream()
          .filter(this::isDue)
          .forEach(state -> done(state.plan(), PrunePhase.DELETED, 0, Map.of()));
      return Optional.empty();
    }
    if (settled.stream().noneMatch(this::isDue)
        && Listings.below(place.store(), StagingNames.INDEXES, replaced).isEmpty()) {
      return Optional.empty();
    }
    try (HeldReplica held = HeldReplica.hold(vault, place.store())) {
      Optional<String> obstacle = obstacle(held.snapshots());
      if (obstacle.isEmpty()) {
        delete(settled, held);
      }
      return obstacle;
    }
  }

  private boolean isDue(PruneState state) {
    return state.forgotten().contains(place.name()) && !state.deleted().contains(place.name());
  }

  /**
   * Decisions were made for the snapshots that staging knows and keeps. A destination that holds
   * another one keeps everything.
   */
  private Optional<String> obstacle(Set<BlobId> there) {
    Set<BlobId> unknown = new HashSet<>(there);
    unknown.removeAll(Listings.below(staging, StagingNames.SNAPSHOTS));
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    Set<BlobId> forgotten = prunes.forgotten();
    if (unknown.removeIf(forgotten::contains)) {
      return Optional.of("%s, which still holds forgotten snapshots".formatted(place));
    }
    staged
        .records()
        .forEachCommitted(backup ->
            staged.records().commit(backup).ifPresent(run -> unknown.remove(run.snapshot())));
    if (!unknown.isEmpty()) {
      throw new BackstayException(
          ErrorCode.FOREIGN_OBJECT,
          "%s holds %d snapshots that staging does not know, %s among them; nothing was deleted there"
              .formatted(place, unknown.size(), unknown.iterator().next()));
    }
    return Optional.empty();
  }

  private void delete(List<PruneState> settled, HeldReplica held) {
    Set<BlobId> there = held.indexes();
    Set<PruneId> touched = new HashSet<>();
    Map<BlobId, Optional<BlobId>> replacements = replacements(there, touched);
    Map<PruneState, PruneDeletion> deletions = new LinkedHashMap<>();
    Set<BlobId> packs = new HashSet<>();
    for (PruneState state : settled) {
      if (isDue(state) || touched.contains(state.prune())) {
        PruneDeletion deletion = IndexSuccession.deletion(staging, state.prune());
        deletions.put(state, deletion);
        packs.addAll(deletion.packs().keySet());
      }
    }
    for (Optional<BlobId> replacement : replacements.values()) {
      replacement
          .filter(index -> !there.contains(index))
          .ifPresent(index -> held.putIndex(index, index(index)));
    }
    held.removeIndexes(replacements.keySet());
    Set<BlobId> own = new HashSet<>(there);
    own.removeAll(replacements.keySet());
    own.removeAll(Listings.below(staging, StagingNames.INDEXES));
    held.rewriteOwnIndexes(own, packs);
    deletions.forEach((state, deletion) -> delete(state, deletion, held));
    held.removePacks(new StrayPacks(vault).at(place, held));
    place.store().sweep(now().minus(SWEEP_AGE));
  }

  private byte[] index(BlobId index) {
    try {
      return staging.read(StagingNames.index(index));
    } catch (BackstayException e) {
      prunes.succession().refresh();
      if (e.code() != ErrorCode.OBJECT_MISSING || prunes.succession().step(index).isEmpty()) {
        throw e;
      }
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the index of staging was replaced once more while %s took it over; no more was deleted there"
              .formatted(place),
          e);
    }
  }

  /**
   * For each index file there that was replaced: the last one in the row, if there is one.
   *
   * @param touched is given the prunes that replaced any
   */
  private Map<BlobId, Optional<BlobId>> replacements(Set<BlobId> there, Set<PruneId> touched) {
    Map<BlobId, Optional<BlobId>> replacements = new HashMap<>();
    for (BlobId index : there) {
      Optional<IndexSuccession.Step> step = prunes.succession().step(index);
      if (step.isPresent()) {
        Optional<BlobId> last = Optional.of(index);
        while (step.isPresent()) {
          touched.add(step.get().prune());
          last = step.get().by();
          step = last.flatMap(prunes.succession()::step);
        }
        replacements.put(index, last);
      }
    }
    return replacements;
  }

  private void delete(PruneState state, PruneDeletion deletion, HeldReplica held) {
    Set<BlobId> removed = held.removePacks(deletion.packs().keySet());
    Set<BlobId> confirmed =
        Listings.below(staging, StagingNames.confirmed(place.name()), deletion.packs().keySet());
    confirmed.forEach(pack -> staging.delete(StagingNames.confirmed(place.name(), pack)));
    if (isDue(state)) {
      Map<BlobId, Long> freed = new HashMap<>(deletion.packs());
      freed.keySet().retainAll(removed);
      done(state.plan(), PrunePhase.DELETED, 0, freed);
    }
  }
}
