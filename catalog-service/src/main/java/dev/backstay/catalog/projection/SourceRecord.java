package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.PhysicalBase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last that is known of a source, pieces of its stream left out: {@link StreamRecord} tells of
 * those. Kept for each kind of backup by itself: that a dump of definitions succeeded says nothing
 * about backups of everything.
 *
 * @param requests the newest of each kind
 * @param successes the newest of each kind
 * @param failures the newest of each kind and stage
 * @param proofs the newest of each kind and level at each destination
 */
public record SourceRecord(
    SourceName source,
    List<LastRequest> requests,
    List<LastSuccess> successes,
    List<LastFailure> failures,
    List<LastProof> proofs)
    implements ProjectedState {
  /** What a physical backup bears that holds bad pages. */
  private static final String DAMAGED = "damaged";

  public SourceRecord {
    requests = List.copyOf(requests);
    successes = List.copyOf(successes);
    failures = List.copyOf(failures);
    proofs = List.copyOf(proofs);
  }

  /** The newest request by the instant it was due. */
  public record LastRequest(EventId event, Instant at, BackupId backup, BackupKind kind)
      implements Fact {}

  /** The newest backup that is whole, by the instant it restores to. */
  public record LastSuccess(
      EventId event, Instant at, BackupId backup, BackupKind kind, Instant completedAt, Flaws flaws)
      implements Fact {}

  /**
   * What a backup that is whole lacks all the same.
   *
   * @param unread files that could not be read, and are not in it
   * @param badPages whether pages of a database in it are bad, as they are at the source
   */
  public record Flaws(long unread, boolean badPages) {
    public static final Flaws NONE = new Flaws(0, false);
  }

  /**
   * The newest failure of a stage.
   *
   * @param level that was to be proven, where a proof found it bad
   */
  public record LastFailure(
      EventId event,
      Instant at,
      BackupId backup,
      BackupKind kind,
      Stage stage,
      Optional<DestinationName> destination,
      Optional<VerificationLevel> level,
      Failure failure)
      implements Fact {
    String place() {
      return kind + "/" + stage;
    }
  }

  /** The newest proof of a level. */
  public record LastProof(
      EventId event,
      Instant at,
      BackupId backup,
      BackupKind kind,
      VerificationLevel level,
      DestinationName destination)
      implements Fact {
    String place() {
      return kind + "/" + level + "/" + destination;
    }
  }

  static SourceRecord unknown(SourceName source) {
    return new SourceRecord(source, List.of(), List.of(), List.of(), List.of());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfSource(source);
  }

  @Override
  public SourceRecord apply(Event<?> event) {
    if (!event.data().subject().equals(source.value())
        || (event.data() instanceof BackupEvent told && RolledUp.is(told))) {
      return this;
    }
    return switch (event.data()) {
      case BackupRequested told ->
          asked(new LastRequest(event.id(), told.dueAt(), told.backup(), told.kind()));
      case DumpCompleted told -> succeeded(success(event, told));
      case BackupFailed told ->
          failed(
              new LastFailure(
                  event.id(),
                  told.failedAt(),
                  told.backup(),
                  told.kind(),
                  told.stage(),
                  told.destination(),
                  Optional.empty(),
                  told.failure()));
      case VerificationFailed told ->
          failed(
              new LastFailure(
                  event.id(),
                  told.failedAt(),
                  told.backup(),
                  told.kind(),
                  Stage.VERIFY,
                  Optional.of(told.destination()),
                  Optional.of(told.level()),
                  told.failure()));
      case Verified told ->
          proven(
              new LastProof(
                  event.id(),
                  told.verifiedAt(),
                  told.backup(),
                  told.kind(),
                  told.level(),
                  told.destination()));
      default -> this;
    };
  }

  private static LastSuccess success(Event<?> event, DumpCompleted told) {
    return new LastSuccess(
        event.id(),
        told.startedAt(),
        told.backup(),
        told.kind(),
        told.completedAt(),
        new Flaws(
            told.figures().problems(),
            told.tags().containsAll(List.of(PhysicalBase.TAG, DAMAGED))));
  }

  private SourceRecord asked(LastRequest told) {
    List<LastRequest> joined = Newest.each(requests, told, LastRequest::kind);
    return new SourceRecord(source, joined, successes, failures, proofs);
  }

  private SourceRecord succeeded(LastSuccess told) {
    List<LastSuccess> joined = Newest.each(successes, told, LastSuccess::kind);
    return new SourceRecord(source, requests, joined, failures, proofs);
  }

  private SourceRecord failed(LastFailure told) {
    List<LastFailure> joined = Newest.each(failures, told, LastFailure::place);
    return new SourceRecord(source, requests, successes, joined, proofs);
  }

  private SourceRecord proven(LastProof told) {
    List<LastProof> joined = Newest.each(proofs, told, LastProof::place);
    return new SourceRecord(source, requests, successes, failures, joined);
  }

  /**
   * Without what failed or was proven at destinations that do not count.
   *
   * @param counted those that do
   */
  public SourceRecord only(Predicate<DestinationName> counted) {
    return new SourceRecord(
        source,
        requests,
        successes,
        failures.stream()
            .filter(failure -> failure.destination().filter(counted.negate()).isEmpty())
            .toList(),
        proofs.stream().filter(proof -> counted.test(proof.destination())).toList());
  }

  /** The newest failure of whatever kind and stage. */
  public Optional<LastFailure> lastFailure() {
    return failures.stream().max(Fact.OLDER_FIRST);
  }
}
