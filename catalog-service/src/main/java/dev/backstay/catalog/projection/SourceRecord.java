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
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last that is known of a source, pieces of its stream left out: {@link StreamRecord} tells of
 * those.
 *
 * @param proofs the newest of each level
 */
public record SourceRecord(
    SourceName source,
    Optional<LastRequest> lastRequest,
    Optional<LastSuccess> lastSuccess,
    Optional<LastFailure> lastFailure,
    List<LastProof> proofs)
    implements ProjectedState {
  public SourceRecord {
    proofs = List.copyOf(proofs);
  }

  /** The newest request by the instant it was due. */
  public record LastRequest(EventId event, Instant at, BackupId backup) implements Fact {}

  /** The newest backup that is whole, by the instant it restores to. */
  public record LastSuccess(EventId event, Instant at, BackupId backup, Instant completedAt)
      implements Fact {}

  /** The newest failure of a stage. */
  public record LastFailure(
      EventId event,
      Instant at,
      BackupId backup,
      Stage stage,
      Optional<DestinationName> destination,
      Failure failure)
      implements Fact {}

  /** The newest proof of a level. */
  public record LastProof(
      EventId event,
      Instant at,
      BackupId backup,
      VerificationLevel level,
      DestinationName destination)
      implements Fact {}

  static SourceRecord unknown(SourceName source) {
    return new SourceRecord(
        source, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
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
      case BackupRequested told -> asked(new LastRequest(event.id(), told.dueAt(), told.backup()));
      case DumpCompleted told ->
          succeeded(
              new LastSuccess(event.id(), told.startedAt(), told.backup(), told.completedAt()));
      case BackupFailed told ->
          failed(
              new LastFailure(
                  event.id(),
                  told.failedAt(),
                  told.backup(),
                  told.stage(),
                  told.destination(),
                  told.failure()));
      case VerificationFailed told ->
          failed(
              new LastFailure(
                  event.id(),
                  told.failedAt(),
                  told.backup(),
                  Stage.VERIFY,
                  Optional.of(told.destination()),
                  told.failure()));
      case Verified told ->
          proven(
              new LastProof(
                  event.id(), told.verifiedAt(), told.backup(), told.level(), told.destination()));
      default -> this;
    };
  }

  private SourceRecord asked(LastRequest told) {
    return new SourceRecord(source, Newest.of(lastRequest, told), lastSuccess, lastFailure, proofs);
  }

  private SourceRecord succeeded(LastSuccess told) {
    return new SourceRecord(source, lastRequest, Newest.of(lastSuccess, told), lastFailure, proofs);
  }

  private SourceRecord failed(LastFailure told) {
    return new SourceRecord(source, lastRequest, lastSuccess, Newest.of(lastFailure, told), proofs);
  }

  private SourceRecord proven(LastProof told) {
    return new SourceRecord(
        source, lastRequest, lastSuccess, lastFailure, Newest.each(proofs, told, LastProof::level));
  }
}
