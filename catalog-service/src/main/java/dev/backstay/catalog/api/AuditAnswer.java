package dev.backstay.catalog.api;

import dev.backstay.catalog.access.AccessNote;
import dev.backstay.catalog.query.AuditEntry;
import dev.backstay.catalog.query.AuditEntry.Outcome;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Somebody asked for something, was given access, or was refused.
 *
 * @param action what was asked for
 * @param subject the source, the token or the path it was about
 * @param target the id of what was asked for: a backup, a prune or a restore
 * @param outcome PENDING, DONE, FAILED or REFUSED
 */
public record AuditAnswer(
    String id,
    Instant at,
    String actor,
    String action,
    String subject,
    Optional<String> destination,
    Optional<String> target,
    String outcome,
    Optional<Instant> endedAt,
    String detail,
    Optional<Failure> failure) {
  /** Newest first, and by id as the database orders ids. */
  public static final Comparator<AuditAnswer> NEWEST_FIRST =
      Comparator.comparing(AuditAnswer::at).thenComparing(AuditAnswer::id).reversed();

  public static AuditAnswer of(AuditEntry entry) {
    return new AuditAnswer(
        entry.event().toString(),
        entry.at(),
        entry.actor(),
        entry.action().name(),
        entry.source().value(),
        entry.destination().map(DestinationName::value),
        Optional.of(entry.target()),
        switch (entry.outcome()) {
          case Outcome.Pending _ -> "PENDING";
          case Outcome.Done _ -> "DONE";
          case Outcome.Failed _ -> "FAILED";
        },
        switch (entry.outcome()) {
          case Outcome.Pending _ -> Optional.empty();
          case Outcome.Done done -> Optional.of(done.at());
          case Outcome.Failed failed -> Optional.of(failed.at());
        },
        "",
        entry.outcome() instanceof Outcome.Failed failed
            ? Optional.of(failed.failure())
            : Optional.empty());
  }

  public static AuditAnswer of(AccessNote note) {
    return new AuditAnswer(
        note.id().toString(),
        note.at(),
        note.actor(),
        note.action().name(),
        note.subject(),
        Optional.empty(),
        Optional.empty(),
        note.action() == AccessNote.Action.ACCESS_REFUSED ? "REFUSED" : "DONE",
        Optional.of(note.at()),
        note.detail(),
        Optional.empty());
  }
}
