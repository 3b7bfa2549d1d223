package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.catalog.query.AuditEntry;
import dev.backstay.catalog.query.AuditEntry.Outcome;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what came of what somebody asked for: by the ids that requests and outcomes share. */
@ApplicationScoped
class AuditOutcomes {
  private final EventRows events;
  private final StoredBackups backups;
  private final PruneRows prunes;
  private final RestoreRows restores;

  AuditOutcomes(EventRows events, StoredBackups backups, PruneRows prunes, RestoreRows restores) {
    this.events = events;
    this.backups = backups;
    this.prunes = prunes;
    this.restores = restores;
  }

  AuditEntry entry(Event<?> event) {
    return switch (event.data()) {
      case BackupRequested told ->
          entry(event, told.source(), Optional.empty(), told.backup().toString(), of(told));
      case VerificationRequested told ->
          entry(
              event,
              told.source(),
              Optional.of(told.destination()),
              told.backup().toString(),
              of(told));
      case PruneRequested told ->
          entry(event, told.source(), Optional.empty(), told.prune().toString(), of(told));
      case RestoreRequested told ->
          entry(event, told.source(), told.destination(), told.restore().toString(), of(told));
      default -> throw new IllegalStateException(event.type() + " is no request");
    };
  }

  private static AuditEntry entry(
      Event<?> event,
      SourceName source,
      Optional<DestinationName> destination,
      String target,
      Outcome outcome) {
    return new AuditEntry(
        event.id(),
        event.time(),
        event.actor().orElse(""),
        event.type(),
        source,
        destination,
        target,
        outcome);
  }

  private Outcome of(BackupRequested asked) {
    Optional<BackupRecord> backup = backups.one(asked.backup());
    Optional<Capture> capture = backup.flatMap(record -> record.run().capture());
    if (capture.isPresent()) {
      return new Outcome.Done(capture.get().at());
    }
    return backup
        .flatMap(record -> record.run().setback())
        .filter(setback -> !setback.retried() && setback.attempt() >= asked.attempt())
        .<Outcome>map(setback -> new Outcome.Failed(setback.at(), setback.failure()))
        .orElseGet(Outcome.Pending::new);
  }

  /** A verification's events are named as the request that asked for it. */
  private Outcome of(VerificationRequested asked) {
    EventId good = named(EventType.VERIFIED, asked.identity());
    EventId bad = named(EventType.VERIFICATION_FAILED, asked.identity());
    Map<EventId, Event<?>> known = events.known(List.of(good, bad));
    if (known.containsKey(good) && known.get(good).data() instanceof Verified told) {
      return new Outcome.Done(told.verifiedAt());
    }
    if (known.containsKey(bad) && known.get(bad).data() instanceof VerificationFailed told) {
      return new Outcome.Failed(told.failedAt(), told.failure());
    }
    return new Outcome.Pending();
  }

  private static EventId named(EventType type, List<String> identity) {
    return EventId.of(
        Stream.concat(Stream.of(type.wireName()), identity.stream()).toArray(String[]::new));
  }

  /** Each destination answers for itself; the first one that forgot shows that it goes on. */
  private Outcome of(PruneRequested asked) {
    return prunes.findByIdOptional(asked.prune().value()).map(PruneRow::state).stream()
        .flatMap(prune -> prune.steps().stream())
        .filter(step -> step.phase() == PrunePhase.FORGOTTEN)
        .map(PruneRecord.Step::at)
        .min(Instant::compareTo)
        .<Outcome>map(Outcome.Done::new)
        .orElseGet(Outcome.Pending::new);
  }

  private Outcome of(RestoreRequested asked) {
    return restores
        .findByIdOptional(asked.restore().value())
        .map(RestoreRow::state)
        .flatMap(RestoreRecord::result)
        .<Outcome>map(result ->
            result
                .failure()
                .<Outcome>map(failure -> new Outcome.Failed(result.at(), failure))
                .orElseGet(() -> new Outcome.Done(result.at())))
        .orElseGet(Outcome.Pending::new);
  }
}
