package dev.backstay.contract.event;

import java.util.List;

/**
 * Something that happened, or that somebody asked for. Handlers rely on no order: every event says
 * by itself what it is about.
 */
public sealed interface BackstayEvent
    permits BackupEvent,
        StreamEvent,
        PruneRequested,
        Pruned,
        SchedulerAlive,
        DestinationChanged,
        MessageParked {
  /**
   * What the event is about, and the key of its record: events of one subject share a partition.
   */
  String subject();

  /** What tells this event from every other of its type. */
  List<String> identity();
}
