package dev.backstay.pipeline.stream;

import dev.backstay.contract.stream.CompleteUntil;
import dev.backstay.contract.stream.WalRange;
import java.time.Instant;
import java.util.Collection;

/**
 * How far a piece of log leads in time, by the server's clock. The two differ while a stream
 * catches up: log that was written long ago comes late, and more of its time is still to come.
 *
 * @param until when the newest byte was sent: nothing in the piece is newer
 * @param complete all that was written up to then is in the piece, or in the log before it
 */
public record LogTime(Instant until, Instant complete) {
  /** Nobody knows that anything before a piece is complete. */
  public static final Instant UNKNOWN = CompleteUntil.UNKNOWN.instant();

  /** Of a piece that was sent while the server had nothing behind it. */
  public static LogTime upTo(Instant instant) {
    return new LogTime(instant, instant);
  }

  /** What the tags of a roll-up say. */
  public static LogTime of(WalRange log, Collection<String> tags) {
    return new LogTime(log.until(), CompleteUntil.of(log, tags).instant());
  }

  /** The tag of a roll-up beside those of its range. */
  String tag() {
    return new CompleteUntil(complete).tag();
  }

  /** Of this piece and one that follows it. */
  LogTime and(LogTime next) {
    return new LogTime(next.until, next.complete.isAfter(complete) ? next.complete : complete);
  }
}
