package dev.backstay.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A rate in bytes a second that all threads share. A taker may go into debt and then waits until
 * the debt is paid, so takers are served in turn and one larger than the bucket still passes.
 */
final class TokenBucket {
  /** What may pass at once after a pause: short enough that a limited line is not swamped. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long bytesPerSecond;
  private final Sleeper sleeper;
  private final LongSupplier nanoClock;

  /** When the bucket is full again, on the clock; guarded by this. */
  private long fullAt;

  TokenBucket(long bytesPerSecond, Sleeper sleeper, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.sleeper = sleeper;
    this.nanoClock = nanoClock;
    this.fullAt = nanoClock.getAsLong();
  }

  /** Takes the tokens for some bytes and waits until they may travel. */
  void take(long bytes) throws InterruptedException {
    if (bytesPerSecond == Long.MAX_VALUE || bytes == 0) {
      return;
    }
    long wait = reserve(bytes);
    if (wait > 0) {
      sleeper.sleep(Duration.ofNanos(wait));
    }
  }

  private synchronized long reserve(long bytes) {
    long now = nanoClock.getAsLong();
    if (fullAt - now < 0) {
      fullAt = now;
    }
    fullAt += (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
    return fullAt - now - BURST_NANOS;
  }
}
