package dev.backstay.catalog.app.store;

import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of events, read. */
@ApplicationScoped
class EventRows implements PanacheRepositoryBase<EventRow, Long> {
  /** The events of a condition, newest first. */
  Page<EventRow> page(Where where, Paging paging) {
    return Pages.of(
        this,
        where.page("happenedAt", "eventId", paging),
        paging,
        row -> new Cursor(row.happenedAt, row.eventId));
  }

  List<Event<?>> of(BackupId backup) {
    List<Event<?>> events = new ArrayList<>();
    find(
            "backup = :backup order by happenedAt, eventId",
            Map.<String, Object>of("backup", backup.value()))
        .range(0, Backups.MAX_TIMELINE - 1)
        .list()
        .forEach(row -> events.add(row.event()));
    return events;
  }

  Optional<Event<?>> one(EventId id) {
    return find("eventId", id.value()).<EventRow>firstResultOptional().map(EventRow::event);
  }

  /** Those of the events that are known. */
  Map<EventId, Event<?>> known(Collection<EventId> ids) {
    Map<EventId, Event<?>> known = new HashMap<>();
    if (!ids.isEmpty()) {
      list(
              "eventId in :ids",
              Map.<String, Object>of("ids", ids.stream().map(EventId::value).toList()))
          .forEach(row -> known.put(new EventId(row.eventId), row.event()));
    }
    return known;
  }
}
