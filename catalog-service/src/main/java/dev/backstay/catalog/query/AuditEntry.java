package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody asked for something.
 *
 * @param action the type of the request
 * @param target the id of what was asked for: a backup, a prune or a restore
 */
public record AuditEntry(
    EventId event,
    Instant at,
    String actor,
    EventType action,
    SourceName source,
    Optional<DestinationName> destination,
    String target,
    Outcome outcome) {
  /** What came of it, so far. */
  public sealed interface Outcome {
    /** Nothing yet. */
    record Pending() implements Outcome {}

    record Done(Instant at) implements Outcome {}

    record Failed(Instant at, Failure failure) implements Outcome {}
  }
}
