package dev.backstay.pipeline.stream;

import dev.backstay.contract.stream.WalRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * How far a piece of log leads in time, by the server's clock. The two differ while a stream
 * catches up: log that was written long ago comes late, and more of its time is still to come.
 *
 * @param until when the newest byte was sent: nothing in the piece is newer
 * @param complete all that was written up to then is in the piece, or in the log before it
 */
public record LogTime(Instant until, Instant complete) {
  /** Nobody knows that anything before a piece is complete. */
  public static final Instant UNKNOWN = Instant.EPOCH;

  private static final String TAG = "complete:";

  /** Of a piece that was sent while the server had nothing behind it. */
  public static LogTime upTo(Instant instant) {
    return new LogTime(instant, instant);
  }

  /**
   * What the tags of a roll-up say. One from before the two were told apart counts as complete; one
   * that somebody retagged does not.
   */
  public static LogTime of(WalRange log, Collection<String> tags) {
    List<String> told = tags.stream().filter(tag -> tag.startsWith(TAG)).distinct().toList();
    if (told.isEmpty()) {
      return upTo(log.until());
    }
    try {
      Instant complete = Instant.parse(told.getFirst().substring(TAG.length()));
      return new LogTime(log.until(), told.size() == 1 ? complete : UNKNOWN);
    } catch (DateTimeException e) {
      return new LogTime(log.until(), UNKNOWN);
    }
  }

  /** The tag of a roll-up beside those of its range. */
  String tag() {
    return TAG + complete;
  }

  /** Of this piece and one that follows it. */
  LogTime and(LogTime next) {
    return new LogTime(next.until, next.complete.isAfter(complete) ? next.complete : complete);
  }
}
