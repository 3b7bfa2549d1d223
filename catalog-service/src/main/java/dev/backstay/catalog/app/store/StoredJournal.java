package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.catalog.query.AlarmEntry;
import dev.backstay.catalog.query.AlarmFilter;
import dev.backstay.catalog.query.AuditEntry;
import dev.backstay.catalog.query.AuditFilter;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.ParkedMessage;
import dev.backstay.catalog.query.VerificationEntry;
import dev.backstay.catalog.query.VerificationFilter;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.SourceName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers about what was done and asked for, from events and the states they led to. */
@ApplicationScoped
@Transactional
class StoredJournal implements Journal {
  private final EventRows events;
  private final StoredFailures failures;
  private final PruneRows prunes;
  private final RestoreRows restores;
  private final AuditOutcomes outcomes;

  StoredJournal(
      EventRows events,
      StoredFailures failures,
      PruneRows prunes,
      RestoreRows restores,
      AuditOutcomes outcomes) {
    this.events = events;
    this.failures = failures;
    this.prunes = prunes;
    this.restores = restores;
    this.outcomes = outcomes;
  }

  @Override
  public Page<VerificationEntry> verifications(VerificationFilter filter, Paging paging) {
    String types =
        filter
            .proven()
            .map(good -> good ? "type = 'VERIFIED'" : "type = 'VERIFICATION_FAILED'")
            .orElse("type in ('VERIFIED', 'VERIFICATION_FAILED')");
    return events
        .page(
            of(types, filter.source())
                .and("backup = :backup", "backup", filter.backup().map(BackupId::value)),
            paging)
        .map(row -> verification(row.event().data()));
  }

  private static VerificationEntry verification(BackstayEvent event) {
    return switch (event) {
      case Verified told ->
          new VerificationEntry(
              told.backup(),
              told.source(),
              told.destination(),
              told.level(),
              told.verifiedAt(),
              told.occurrence(),
              told.evidence(),
              Optional.empty());
      case VerificationFailed told ->
          new VerificationEntry(
              told.backup(),
              told.source(),
              told.destination(),
              told.level(),
              told.failedAt(),
              told.occurrence(),
              told.evidence(),
              Optional.of(told.failure()));
      default -> throw new IllegalStateException(event + " is no verification");
    };
  }

  @Override
  public Page<FailureEntry> failures(Optional<SourceName> source, Paging paging) {
    return failures.failures(source, paging);
  }

  @Override
  public Page<AlarmEntry> alarms(AlarmFilter filter, Paging paging) {
    return failures.alarms(filter, paging);
  }

  @Override
  public Page<AuditEntry> audit(AuditFilter filter, Paging paging) {
    Page<EventRow> asked =
        events.page(
            new Where(
                    "actor is not null and type in ('BACKUP_REQUESTED', 'VERIFICATION_REQUESTED',"
                        + " 'PRUNE_REQUESTED', 'RESTORE_REQUESTED')")
                .and("actor = :actor", "actor", filter.actor())
                .and("type = :action", "action", filter.action().map(Enum::name)),
            paging);
    return asked.map(row -> outcomes.entry(row.event()));
  }

  @Override
  public Page<PruneRecord> prunes(Paging paging) {
    return Pages.of(
            prunes,
            new Where("1 = 1").page("happenedAt", "id", paging),
            paging,
            row -> new Cursor(row.happenedAt, row.id))
        .map(PruneRow::state);
  }

  @Override
  public Optional<PruneRecord> prune(PruneId prune) {
    return prunes.findByIdOptional(prune.value()).map(PruneRow::state);
  }

  @Override
  public Page<RestoreRecord> restores(Paging paging) {
    return Pages.of(
            restores,
            new Where("1 = 1").page("happenedAt", "id", paging),
            paging,
            row -> new Cursor(row.happenedAt, row.id))
        .map(RestoreRow::state);
  }

  @Override
  public Optional<RestoreRecord> restore(RestoreId restore) {
    return restores.findByIdOptional(restore.value()).map(RestoreRow::state);
  }

  @Override
  public Page<ParkedMessage> parked(Paging paging) {
    return events
        .page(new Where("type = 'MESSAGE_PARKED'"), paging)
        .map(
            row -> new ParkedMessage(new EventId(row.eventId), (MessageParked) row.event().data()));
  }

  @Override
  public List<ParkedMessage> parked(String topic, int partition, long offset) {
    return events
        .find(
            "type = 'MESSAGE_PARKED' and subject = :topic and envelope like :place",
            Map.<String, Object>of(
                "topic",
                topic,
                "place",
                "%%\"partition\":%d,\"offset\":%d,%%".formatted(partition, offset)))
        .range(0, Paging.MAX_LIMIT - 1)
        .list()
        .stream()
        .map(row -> new ParkedMessage(new EventId(row.eventId), (MessageParked) row.event().data()))
        .filter(parked ->
            parked.message().partition() == partition && parked.message().offset() == offset)
        .toList();
  }

  private static Where of(String types, Optional<SourceName> source) {
    return new Where(types).and("source = :source", "source", source.map(SourceName::value));
  }
}
