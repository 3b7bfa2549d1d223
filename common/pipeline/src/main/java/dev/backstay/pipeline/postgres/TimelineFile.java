package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.util.Optional;

/** The history of a server's timeline, as a file of the server tells it. */
final class TimelineFile {
  private static final int FIRST = 1;

  /** Far more than a history has; a few dozen bytes for each promotion ever. */
  private static final long MAX_BYTES = 1 << 20;

  private static final String READ =
      "SELECT convert_from(pg_read_binary_file(?, 0, ?, true), 'UTF8')";

  private TimelineFile() {}

  /** The history; empty when the server has not its file any more. */
  static Optional<TimelineHistory> read(ServerSession session, int timeline) {
    if (timeline == FIRST) {
      return Optional.of(TimelineHistory.ofFirst(FIRST));
    }
    return session
        .row(
            row -> Optional.ofNullable(row.getString(1)),
            READ,
            "pg_wal/" + TimelineHistory.fileName(timeline),
            MAX_BYTES)
        .flatMap(text -> text)
        .map(text -> TimelineHistory.parse(timeline, text));
  }
}
