package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DestinationChanged;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/** The last that is known of a destination. */
public record DestinationRecord(
    DestinationName destination,
    Optional<Reach> reach,
    Optional<Last> publication,
    Optional<Last> proof,
    Optional<Trouble> trouble)
    implements ProjectedState {
  /** Whether it can be reached, as an uploader last said. */
  public record Reach(
      EventId event, Instant at, boolean reachable, Optional<Failure> failure, String instance)
      implements Fact {}

  /** The newest good news. */
  public record Last(EventId event, Instant at, BackupId backup) implements Fact {}

  /** The newest failure there, of upload or verification. */
  public record Trouble(EventId event, Instant at, BackupId backup, Failure failure)
      implements Fact {}

  static DestinationRecord unknown(DestinationName destination) {
    return new DestinationRecord(
        destination, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The destination that an event of a backup tells of, if it does. */
  static Optional<DestinationName> place(BackupEvent event) {
    return switch (event) {
      case Uploaded told -> Optional.of(told.destination());
      case Verified told -> Optional.of(told.destination());
      case VerificationFailed told -> Optional.of(told.destination());
      case VerificationRequested told -> Optional.of(told.destination());
      case BackupFailed told -> told.destination();
      default -> Optional.empty();
    };
  }

  @Override
  public StateKey key() {
    return new StateKey.OfDestination(destination);
  }

  @Override
  public DestinationRecord apply(Event<?> event) {
    return switch (event.data()) {
      case DestinationChanged told when told.destination().equals(destination) ->
          reached(
              new Reach(event.id(), told.at(), told.reachable(), told.failure(), told.instance()));
      case BackupEvent told when place(told).equals(Optional.of(destination)) -> own(event, told);
      default -> this;
    };
  }

  private DestinationRecord own(Event<?> event, BackupEvent data) {
    return switch (data) {
      case Uploaded told -> published(new Last(event.id(), told.publishedAt(), told.backup()));
      case Verified told -> proven(new Last(event.id(), told.verifiedAt(), told.backup()));
      case VerificationFailed told ->
          troubled(new Trouble(event.id(), told.failedAt(), told.backup(), told.failure()));
      case BackupFailed told ->
          troubled(new Trouble(event.id(), told.failedAt(), told.backup(), told.failure()));
      default -> this;
    };
  }

  private DestinationRecord reached(Reach told) {
    return new DestinationRecord(destination, Newest.of(reach, told), publication, proof, trouble);
  }

  private DestinationRecord published(Last told) {
    return new DestinationRecord(destination, reach, Newest.of(publication, told), proof, trouble);
  }

  private DestinationRecord proven(Last told) {
    return new DestinationRecord(destination, reach, publication, Newest.of(proof, told), trouble);
  }

  private DestinationRecord troubled(Trouble told) {
    return new DestinationRecord(destination, reach, publication, proof, Newest.of(trouble, told));
  }
}
