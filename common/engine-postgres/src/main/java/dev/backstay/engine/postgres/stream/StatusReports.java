package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the server is told of a stream, as often as it wants to hear:
 *
 * <pre>
 * report = "r" written(8) flushed(8) applied(8) clock(8) replyWanted(1)
 * </pre>
 *
 * The server frees WAL up to the flushed position, and lets commits that wait for a synchronous
 * standby go on. It never goes back here: a server would take a slot back with it. For any thread.
 */
final class StatusReports {
  /** The clock of PostgreSQL counts microseconds from here. */
  static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /**
   * Between two answers to a server that wants to hear at once. One that shuts down asks again upon
   * each answer, which would keep both sides busy.
   */
  private static final long ANSWER_NANOS = Duration.ofMillis(100).toNanos();

  private static final int REPORT_BYTES = 34;

  private final ReplicationLine line;
  private final InstantSource clock;
  private final long interval;
  private final Lock lock = new ReentrantLock();
  private Lsn written = Lsn.ZERO;
  private Lsn flushed = Lsn.ZERO;
  private long sentAt;
  private boolean demanded;

  StatusReports(ReplicationLine line, InstantSource clock, Duration interval) {
    this.line = line;
    this.clock = clock;
    this.interval = interval.toNanos();
    this.sentAt = System.nanoTime() - this.interval;
  }

  /** Moves the positions on and tells the server at once. */
  void confirm(Lsn newWritten, Lsn newFlushed) {
    lock.lock();
    try {
      flushed = flushed.max(newFlushed);
      written = written.max(newWritten).max(flushed);
      send(false);
    } finally {
      lock.unlock();
    }
  }

  Lsn confirmed() {
    lock.lock();
    try {
      return flushed;
    } finally {
      lock.unlock();
    }
  }

  /** The server wants a report soon. */
  void demand() {
    lock.lock();
    try {
      demanded = true;
    } finally {
      lock.unlock();
    }
  }

  /** Reports if it is time to; how long until the next is due. */
  Duration sendIfDue() {
    lock.lock();
    try {
      long since = System.nanoTime() - sentAt;
      long due = demanded ? ANSWER_NANOS : interval;
      if (since < due) {
        return Duration.ofNanos(due - since);
      }
      send(false);
      return Duration.ofNanos(interval);
    } finally {
      lock.unlock();
    }
  }

  /** Asks the server for a sign of life. */
  void ask() {
    lock.lock();
    try {
      send(true);
    } finally {
      lock.unlock();
    }
  }

  private void send(boolean replyWanted) {
    line.send(
        Message.COPY_BYTES,
        ByteBuffer.allocate(REPORT_BYTES)
            .put((byte) 'r')
            .putLong(written.value())
            .putLong(flushed.value())
            .putLong(flushed.value())
            .putLong(ChronoUnit.MICROS.between(EPOCH, clock.instant()))
            .put((byte) (replyWanted ? 1 : 0))
            .flip());
    sentAt = System.nanoTime();
    demanded = false;
  }
}
