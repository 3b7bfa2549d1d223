package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps the sum of all reading below a number of bytes a second; any number of threads. */
final class Pace {
  /** What may be read at once after a pause, as time: short, so that a burst is soon over. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final OptionalLong bytesPerSecond;
  private final LongSupplier nanos;
  private long nextAt; // when the bytes already read would have been read at this pace

  Pace(OptionalLong bytesPerSecond, LongSupplier nanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanos = nanos;
    this.nextAt = nanos.getAsLong();
  }

  /** Waits as long as the bytes just read were too early. */
  void passed(int bytes) {
    if (bytesPerSecond.isEmpty()) {
      return;
    }
    long pause = pauseNanos(bytes, bytesPerSecond.getAsLong());
    if (pause <= 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while the capture kept its pace", e);
    }
  }

  synchronized long pauseNanos(int bytes, long perSecond) {
    long now = nanos.getAsLong();
    nextAt = Math.max(nextAt, now - BURST_NANOS);
    nextAt += (long) ((double) bytes / perSecond * TimeUnit.SECONDS.toNanos(1));
    return nextAt - now;
  }
}
