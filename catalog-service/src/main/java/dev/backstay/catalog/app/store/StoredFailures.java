package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.AlarmEntry;
import dev.backstay.catalog.query.AlarmFilter;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.policy.SourceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers about what failed, from events and how things stand since. */
@ApplicationScoped
class StoredFailures {
  /** Envelopes are written by one codec, so this finds the alarms that were raised. */
  private static final String RAISED = "envelope like '%\"raised\":true%'";

  private static final String GAP_REMEDY =
      "A backup that follows the gap is asked for by itself; see why capture fell behind.";

  private final EventRows events;
  private final StoredBackups backups;
  private final StoredStreams streams;

  StoredFailures(EventRows events, StoredBackups backups, StoredStreams streams) {
    this.events = events;
    this.backups = backups;
    this.streams = streams;
  }

  Page<FailureEntry> failures(Optional<SourceName> source, Paging paging) {
    Page<Event<?>> failed =
        events
            .page(
                of(
                        "type in ('BACKUP_FAILED', 'VERIFICATION_FAILED', 'STREAM_ALARM',"
                            + " 'STREAM_GAP')",
                        source)
                    .and("(type <> 'STREAM_ALARM' or " + RAISED + ")"),
                paging)
            .map(EventRow::event);
    Map<BackupId, BackupState> states =
        backups.states(
            failed.items().stream()
                .filter(event -> event.data() instanceof BackupEvent)
                .map(event -> ((BackupEvent) event.data()).backup())
                .distinct()
                .toList());
    Set<EventId> open = open();
    return failed.map(event ->
        event.data() instanceof BackupEvent of
            ? ofStage(of, states.getOrDefault(of.backup(), BackupState.REQUESTED))
            : ofStream(event, open));
  }

  private static FailureEntry ofStage(BackupEvent event, BackupState state) {
    return switch (event) {
      case BackupFailed told ->
          new FailureEntry.OfStage(
              told.backup(),
              told.source(),
              told.stage(),
              told.destination(),
              told.failedAt(),
              told.failure(),
              told.retried(),
              state);
      case VerificationFailed told ->
          new FailureEntry.OfStage(
              told.backup(),
              told.source(),
              Stage.VERIFY,
              Optional.of(told.destination()),
              told.failedAt(),
              told.failure(),
              false,
              state);
      default -> throw new IllegalStateException(event + " is no failure");
    };
  }

  private static FailureEntry ofStream(Event<?> event, Set<EventId> open) {
    return switch (event.data()) {
      case StreamAlarm told ->
          new FailureEntry.OfStream(
              told.source(),
              told.destination(),
              told.at(),
              new Failure(told.kind().name(), told.message(), told.remedy()),
              open.contains(event.id()));
      case StreamGap told ->
          new FailureEntry.OfStream(
              told.source(),
              Optional.empty(),
              told.detectedAt(),
              new Failure(
                  event.type().name(),
                  "the stream from %s to %s is lost: %s; everything else is kept"
                      .formatted(told.from(), told.to(), told.cause()),
                  GAP_REMEDY),
              false);
      default -> throw new IllegalStateException(event + " is no failure");
    };
  }

  Page<AlarmEntry> alarms(AlarmFilter filter, Paging paging) {
    Where where = of("type = 'STREAM_ALARM'", filter.source());
    filter.raised().ifPresent(raised -> where.and(raised ? RAISED : "not (" + RAISED + ")"));
    Set<EventId> open = open();
    return events
        .page(where, paging)
        .map(EventRow::event)
        .map(event -> new AlarmEntry((StreamAlarm) event.data(), open.contains(event.id())));
  }

  /** The alarms that are not over. */
  private Set<EventId> open() {
    return streams.all().stream()
        .flatMap(stream -> stream.raised().stream())
        .map(StreamRecord.Alarm::event)
        .collect(Collectors.toSet());
  }

  private static Where of(String types, Optional<SourceName> source) {
    return new Where(types).and("source = :source", "source", source.map(SourceName::value));
  }
}
