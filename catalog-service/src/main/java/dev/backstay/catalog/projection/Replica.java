package dev.backstay.catalog.projection;

import dev.backstay.catalog.projection.BackupFact.Demand;
import dev.backstay.catalog.projection.BackupFact.Proof;
import dev.backstay.catalog.projection.BackupFact.Publication;
import dev.backstay.catalog.projection.BackupFact.Refutation;
import dev.backstay.catalog.projection.BackupFact.Removal;
import dev.backstay.catalog.projection.BackupFact.Setback;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup at one destination.
 *
 * @param proofs the newest of each level
 * @param refutation the newest
 * @param setback the newest, of upload or verification
 */
public record Replica(
    DestinationName destination,
    Optional<Publication> publication,
    Optional<Demand> demand,
    List<Proof> proofs,
    Optional<Refutation> refutation,
    Optional<Setback> setback,
    Removals removals) {
  public Replica {
    proofs = List.copyOf(proofs);
  }

  /** What a prune did with it. */
  public record Removals(Optional<Removal> forgotten, Optional<Removal> deleted) {}

  static Replica unknown(DestinationName destination) {
    return new Replica(
        destination,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
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
              refutation,
              setback,
              removals);
      case Proof told ->
          new Replica(
              destination,
              publication,
              demand,
              Newest.each(proofs, told, Proof::level),
              refutation,
              setback,
              removals);
      case Refutation told ->
          new Replica(
              destination,
              publication,
              demand,
              proofs,
              Newest.of(refutation, told),
              setback,
              removals);
      case Setback told ->
          new Replica(
              destination,
              publication,
              demand,
              proofs,
              refutation,
              Newest.of(setback, told),
              removals);
      default -> throw new IllegalArgumentException(fact + " is not of a destination");
    };
  }

  private Replica with(Optional<Publication> published) {
    return new Replica(destination, published, demand, proofs, refutation, setback, removals);
  }

  Replica forgotten(Removal removal) {
    return with(new Removals(Newest.of(removals.forgotten(), removal), removals.deleted()));
  }

  Replica deleted(Removal removal) {
    return with(new Removals(removals.forgotten(), Newest.of(removals.deleted(), removal)));
  }

  private Replica with(Removals removed) {
    return new Replica(destination, publication, demand, proofs, refutation, setback, removed);
  }

  /** The newest proof of whatever level. */
  public Optional<Proof> newestProof() {
    return proofs.stream().max(Fact.OLDER_FIRST);
  }

  public ReplicaState state() {
    if (removals.deleted().isPresent()) {
      return ReplicaState.DELETED;
    }
    if (removals.forgotten().isPresent()) {
      return ReplicaState.FORGOTTEN;
    }
    Instant proven = newestProof().map(Proof::at).orElse(Instant.MIN);
    if (refutation.filter(fact -> fact.at().isAfter(proven)).isPresent()) {
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
