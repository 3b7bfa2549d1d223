package dev.backstay.catalog.projection;

import dev.backstay.contract.event.Event;

/**
 * What the catalog knows of one thing. An immutable value; {@link #apply} is its only change and a
 * join: the same events in any order, any of them any number of times, lead to the same state.
 */
public sealed interface ProjectedState
    permits BackupRecord,
        SourceRecord,
        StreamRecord,
        DestinationRecord,
        PruneRecord,
        RestoreRecord,
        SchedulerRecord {
  StateKey key();

  /** The state that also knows the event; the same one for an event about something else. */
  ProjectedState apply(Event<?> event);
}
