package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;

/**
 * The server was promoted: the timeline that was followed ends, another goes on. The next WAL is of
 * the new timeline, from the start of the segment in which it forked, so that its first segment
 * becomes whole; up to the fork that is a copy of the old timeline's.
 *
 * @param from the timeline that was followed
 * @param fork where the new one left its parent; what the old one holds beyond is not part of it
 * @param resume where the WAL of the new one begins to come
 * @param history the new timeline and its descent
 * @param historyFile the history file's text, to be kept for recoveries
 */
public record TimelineSwitch(
    int from, Lsn fork, Lsn resume, TimelineHistory history, String historyFile)
    implements StreamPart {
  /** The timeline that goes on. */
  public int to() {
    return history.timeline();
  }
}
