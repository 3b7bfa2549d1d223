package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.AccessLog;
import dev.backstay.catalog.access.AccessNote;
import dev.backstay.catalog.api.AuditAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.query.AuditFilter;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requests, which events tell, and access, which nothing else tells, as one list by time. */
record AuditLog(Journal journal, AccessLog accessLog) {
  /** What can be asked for. */
  enum Action {
    BACKUP_REQUESTED,
    VERIFICATION_REQUESTED,
    PRUNE_REQUESTED,
    RESTORE_REQUESTED,
    TOKEN_CREATED,
    TOKEN_REVOKED,
    ACCESS_REFUSED;

    private Optional<EventType> request() {
      return AuditFilter.ACTIONS.stream().filter(type -> type.name().equals(name())).findFirst();
    }
  }

  PageAnswer<AuditAnswer> page(Optional<String> actor, Optional<Action> action, Paging paging) {
    List<AuditAnswer> found = new ArrayList<>();
    Optional<EventType> request = action.flatMap(Action::request);
    boolean more = false;
    if (action.isEmpty() || request.isPresent()) {
      var requests = journal.audit(new AuditFilter(actor, request), paging);
      requests.items().stream().map(AuditAnswer::of).forEach(found::add);
      more = requests.next().isPresent();
    }
    if (action.isEmpty() || request.isEmpty()) {
      accessLog
          .notes(actor, action.map(each -> AccessNote.Action.valueOf(each.name())), paging)
          .stream()
          .map(AuditAnswer::of)
          .forEach(found::add);
    }
    found.sort(AuditAnswer.NEWEST_FIRST);
    if (!more && found.size() <= paging.limit()) {
      return PageAnswer.whole(found);
    }
    List<AuditAnswer> items = found.subList(0, Math.min(found.size(), paging.limit()));
    AuditAnswer last = items.getLast();
    return new PageAnswer<>(
        items, Optional.of(new Cursor(last.at(), UUID.fromString(last.id())).toString()));
  }
}
