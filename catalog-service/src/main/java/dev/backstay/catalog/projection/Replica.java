package dev.backstay.catalog.projection;

import dev.backstay.catalog.projection.BackupFact.Demand;
import dev.backstay.catalog.projection.BackupFact.Proof;
import dev.backstay.catalog.projection.BackupFact.Publication;
import dev.backstay.catalog.projection.BackupFact.Refutation;
import dev.backstay.catalog.projection.BackupFact.Removal;
import dev.backstay.catalog.projection.BackupFact.Setback;
import dev.backstay.contract.policy.DestinationName;
import java.util.List;
import java.util.Optional;

/**
 * A backup at one destination.
 *
 * @param proofs the newest of each level
 * @param refutations the newest of each level
 * @param setback the newest, of upload or verification
 */
public record Replica(
    DestinationName destination,
    Optional<Publication> publication,
    Optional<Demand> demand,
    List<Proof> proofs,
    List<Refutation> refutations,
    Optional<Setback> setback,
    Removals removals) {
  public Replica {
    proofs = List.copyOf(proofs);
    refutations = List.copyOf(refutations);
  }

  /** What a prune did with it. */
  public record Removals(Optional<Removal> forgotten, Optional<Removal> deleted) {}

  static Replica unknown(DestinationName destination) {
    return new Replica(
        destination,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        new Removals(Optional.empty(), Optional.empty()));
  }

  Replica told(BackupFact fact) {
    return switch (fact) {
      case Publication told -> with(Newest.of(publication, told));
      case Demand told ->
          new Replica(
              destination,
              publication,
              Newest.of(demand, told),
              proofs,
              refutations,
              setback,
              removals);
      case Proof told ->
          new Replica(
              destination,
              publication,
              demand,
              Newest.each(proofs, told, Proof::level),
              refutations,
              setback,
              removals);
      case Refutation told ->
          new Replica(
              destination,
              publication,
              demand,
              proofs,
              Newest.each(refutations, told, Refutation::level),
              setback,
              removals);
      case Setback told ->
          new Replica(
              destination,
              publication,
              demand,
              proofs,
              refutations,
              Newest.of(setback, told),
              removals);
      default -> throw new IllegalArgumentException(fact + " is not of a destination");
    };
  }

  private Replica with(Optional<Publication> published) {
    return new Replica(destination, published, demand, proofs, refutations, setback, removals);
  }

  Replica forgotten(Removal removal) {
    return with(new Removals(Newest.of(removals.forgotten(), removal), removals.deleted()));
  }

  Replica deleted(Removal removal) {
    return with(new Removals(removals.forgotten(), Newest.of(removals.deleted(), removal)));
  }

  private Replica with(Removals removed) {
    return new Replica(destination, publication, demand, proofs, refutations, setback, removed);
  }

  /** The newest proof of whatever level. */
  public Optional<Proof> newestProof() {
    return proofs.stream().max(Fact.OLDER_FIRST);
  }

  /** The newest refutation that no later proof, at least as far, has overcome. */
  public Optional<Refutation> damage() {
    return refutations.stream()
        .filter(bad ->
            proofs.stream()
                .filter(proof -> proof.level().compareTo(bad.level()) >= 0)
                .noneMatch(proof -> proof.at().isAfter(bad.at())))
        .max(Fact.OLDER_FIRST);
  }

  public ReplicaState state() {
    if (removals.deleted().isPresent()) {
      return ReplicaState.DELETED;
    }
    if (removals.forgotten().isPresent()) {
      return ReplicaState.FORGOTTEN;
    }
    if (damage().isPresent()) {
      return ReplicaState.DAMAGED;
    }
    if (!proofs.isEmpty()) {
      return ReplicaState.PROVEN;
    }
    if (publication.isPresent()) {
      return ReplicaState.STORED;
    }
    return setback.filter(fact -> !fact.retried()).isPresent()
        ? ReplicaState.FAILED
        : ReplicaState.WAITING;
  }
}
