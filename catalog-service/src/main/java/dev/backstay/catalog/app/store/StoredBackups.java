package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Look;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Answers about backups from their table. */
@ApplicationScoped
@Transactional
class StoredBackups implements Backups, PanacheRepositoryBase<BackupRow, UUID> {
  private final EventRows events;

  StoredBackups(EventRows events) {
    this.events = events;
  }

  @Override
  public Page<BackupSummary> list(BackupFilter filter, Paging paging) {
    return page(filtered("1 = 1", filter), paging).map(BackupRow::summary);
  }

  @Override
  public Page<BackupRecord> records(BackupFilter filter, Paging paging) {
    return page(filtered("1 = 1", filter), paging).map(BackupRow::state);
  }

  @Override
  public Page<RestorePoint> restorePoints(BackupFilter filter, Paging paging) {
    return page(filtered("offered = true", filter), paging).map(BackupRow::restorePoint);
  }

  private Page<BackupRow> page(Where where, Paging paging) {
    return Pages.of(
        this,
        where.page("capturedAt", "id", paging),
        paging,
        row -> new Cursor(row.capturedAt, row.id));
  }

  private static Where filtered(String first, BackupFilter filter) {
    var where = new Where(first);
    if (filter.kind().isEmpty()) {
      where.and("(kind is null or kind <> 'WAL')");
    }
    return where
        .and("source = :source", "source", filter.source().map(SourceName::value))
        .and("kind = :kind", "kind", filter.kind().map(Enum::name))
        .and("state = :state", "state", filter.state().map(Enum::name))
        .and(
            "array_contains(destinations, :destination)",
            "destination",
            filter.destination().map(DestinationName::value))
        .and("array_contains(tags, :tag)", "tag", filter.tag())
        .and("capturedAt >= :since", "since", filter.captured().from())
        .and("capturedAt < :until", "until", filter.captured().until());
  }

  @Override
  public Optional<BackupRecord> one(BackupId backup) {
    return findByIdOptional(backup.value()).map(BackupRow::state);
  }

  /** How backups stand; unknown ones are missing. */
  Map<BackupId, BackupState> states(Collection<BackupId> ids) {
    Map<BackupId, BackupState> states = new HashMap<>();
    if (!ids.isEmpty()) {
      list("id in :ids", Map.<String, Object>of("ids", ids.stream().map(BackupId::value).toList()))
          .forEach(row -> states.put(new BackupId(row.id), BackupState.valueOf(row.state)));
    }
    return states;
  }

  @Override
  public List<Event<?>> timeline(BackupId backup) {
    return events.of(backup);
  }

  @Override
  public List<BackupSummary> newest(Look look, int limit) {
    // the first part of each is what an index can jump to
    String standing =
        switch (look.standing()) {
          case OFFERED -> "offered = true";
          case SOUND -> "offered = true and array_length(sound) > 0";
          case PROVEN -> "offered = true and array_length(proven) > 0";
          case DAMAGED -> "state = 'DAMAGED'";
        };
    String places =
        switch (look.standing()) {
          case OFFERED -> "destinations";
          case SOUND -> "sound";
          case PROVEN -> "proven";
          case DAMAGED -> "damaged";
        };
    Optional<String[]> at =
        Optional.of(look.at().stream().map(DestinationName::value).toArray(String[]::new))
            .filter(names -> names.length > 0);
    Where where =
        new Where("source = :source and kind in :kinds and " + standing)
            .with("source", look.source().value())
            .with("kinds", look.kinds().stream().map(Enum::name).toList())
            .and("array_intersects(%s, :at)".formatted(places), "at", at)
            .and("array_contains(tags, :tag)", "tag", look.tag())
            .orderedBy("capturedAt desc, id desc");
    return find(where.text(), where.parameters()).range(0, limit - 1).stream()
        .map(BackupRow::summary)
        .toList();
  }

  @Override
  public List<RetainedBackup> retained(SourceName source, Set<DestinationName> at) {
    return find(
            "source = :source and state not in ('FORGOTTEN', 'DELETED') order by capturedAt, id",
            Map.<String, Object>of("source", source.value()))
        .range(0, MAX_RETAINED - 1)
        .stream()
        .flatMap(row -> RetainedBackup.of(row.state(), at).stream())
        .toList();
  }
}
