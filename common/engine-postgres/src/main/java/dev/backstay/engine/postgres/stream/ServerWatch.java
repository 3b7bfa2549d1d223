package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;

/**
 * Whether the server at the other end lives and stays. Silence may be a line that was cut: it is
 * asked for a sign of life first. A server that shuts down waits until all its WAL is confirmed and
 * asks for that again and again; when the destinations are down that would hold it for ever, so it
 * is left to itself after a while. Its slot keeps what was not confirmed. For the reading thread.
 */
final class ServerWatch {
  /**
   * Demands that follow each other this closely come of a shutdown: alive it asks by the minute.
   */
  private static final long CLOSE_NANOS = Duration.ofMillis(300).toNanos();

  private static final int DEMANDS_OF_A_SHUTDOWN = 8;

  private final StreamPace pace;
  private long heardAt = System.nanoTime();
  private long demandedAt = heardAt - CLOSE_NANOS;
  private long stoppingSince;
  private int demands;
  private boolean asked;

  ServerWatch(StreamPace pace) {
    this.pace = pace;
  }

  void heard() {
    heardAt = System.nanoTime();
    asked = false;
  }

  /** The server wants a report. */
  void demanded() {
    long now = System.nanoTime();
    demands = now - demandedAt < CLOSE_NANOS ? demands + 1 : 1;
    demandedAt = now;
    if (demands == DEMANDS_OF_A_SHUTDOWN) {
      stoppingSince = now;
    }
  }

  boolean isStopping() {
    return demands >= DEMANDS_OF_A_SHUTDOWN;
  }

  /** Throws when the server is to be left; to be called when nothing more is there to be read. */
  void check(StatusReports reports) {
    long now = System.nanoTime();
    if (isStopping() && now - stoppingSince > pace.farewell().toNanos()) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the server shuts down; its last WAL is not confirmed yet and is kept by the slot");
    }
    long half = pace.silence().toNanos() / 2;
    if (now - heardAt < half) {
      return;
    }
    if (!asked) {
      reports.ask();
      asked = true;
      heardAt = now - half;
    } else if (now - heardAt > pace.silence().toNanos()) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the server has been silent for %d s; what was confirmed is kept"
              .formatted(pace.silence().toSeconds()));
    }
  }
}
