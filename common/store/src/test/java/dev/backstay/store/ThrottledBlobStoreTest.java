package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottledBlobStoreTest extends BlobStoreContract {
  private static final BlobName NAME = BlobName.of("data/00/object");
  private static final TransferLimits LIMITS = new TransferLimits(1_000, 2_000);

  private final MemoryBlobStore memory = new MemoryBlobStore(Instant::now);
  private final AtomicLong nanos = new AtomicLong();
  private final BlobStore throttled =
      ThrottledBlobStore.wrap(
          memory, LIMITS, duration -> nanos.addAndGet(duration.toNanos()), nanos::get);

  @Override
  protected BlobStore open() {
    return ThrottledBlobStore.wrap(memory, new TransferLimits(1L << 40, 1L << 40));
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }

  @Test
  void uploadsKeepTheirRate() {
    // When
    for (int i = 0; i < 10; i++) {
      throttled.put(NAME, Payload.of(new byte[1_000]), PutOptions.REPLACE);
    }
    // Then
    assertThat(elapsed()).isBetween(Duration.ofMillis(9_700), Duration.ofSeconds(10));
  }

  @Test
  void downloadsKeepTheirOwnRate() {
    // Given
    memory.put(NAME, Payload.of(new byte[10_000]), PutOptions.REPLACE);
    // When
    throttled.read(NAME);
    throttled.read(NAME, 0, 10_000);
    // Then
    assertThat(elapsed()).isBetween(Duration.ofMillis(9_700), Duration.ofSeconds(10));
  }

  @Test
  void pauseEarnsNoMoreThanAShortBurst() {
    // Given
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    long start = nanos.get();
    // When
    throttled.put(NAME, Payload.of(new byte[5_000]), PutOptions.REPLACE);
    // Then
    assertThat(Duration.ofNanos(nanos.get() - start))
        .isBetween(Duration.ofMillis(4_700), Duration.ofSeconds(5));
  }

  @Test
  void allThreadsShareTheRate() {
    // When
    inParallel(
        8,
        number ->
            throttled.put(
                BlobName.of("data/" + number), Payload.of(new byte[500]), PutOptions.REPLACE));
    // Then: every thread advances the clock by its own wait, the last one by nearly 4 s
    assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(3_700));
  }

  @Test
  void callsWithoutBytesDoNotWait() {
    // When
    throttled.stat(NAME);
    throttled.list("", _ -> {});
    throttled.delete(NAME);
    // Then
    assertThat(elapsed()).isZero();
  }

  @Test
  void interruptedWaitEndsTheCall() {
    // Given
    BlobStore slow = ThrottledBlobStore.wrap(memory, new TransferLimits(1, 1));
    Thread.currentThread().interrupt();
    // When, Then
    assertCode(ErrorCode.INTERRUPTED, () -> slow.put(NAME, text("long"), PutOptions.REPLACE));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(memory.stat(NAME)).isEmpty();
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanos.get());
  }
}
