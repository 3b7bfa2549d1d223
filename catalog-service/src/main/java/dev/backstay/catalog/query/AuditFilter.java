package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventType;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are asked for.
 *
 * @param actor who asked
 * @param action the type of the request, one of {@link #ACTIONS}
 */
public record AuditFilter(Optional<String> actor, Optional<EventType> action) {
  public static final AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty());

  /** What can be asked for. */
  public static final Set<EventType> ACTIONS =
      Set.of(
          EventType.BACKUP_REQUESTED,
          EventType.VERIFICATION_REQUESTED,
          EventType.PRUNE_REQUESTED,
          EventType.RESTORE_REQUESTED);
}
