package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeteredBlobStoreTest extends BlobStoreContract {
  private static final BlobName NAME = BlobName.of("data/00/object");

  private final AtomicLong nanos = new AtomicLong();

  @Override
  protected BlobStore open() {
    return MeteredBlobStore.wrap(new MemoryBlobStore(Instant::now), () -> nanos.addAndGet(10));
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }

  @Test
  void callsBytesTimeAndFailuresAreCounted() {
    // Given
    MeteredBlobStore metered =
        MeteredBlobStore.wrap(new MemoryBlobStore(Instant::now), () -> nanos.addAndGet(10));
    // When
    metered.put(NAME, text("12345"), PutOptions.REPLACE);
    metered.put(NAME, text("12345"), PutOptions.ONLY_IF_ABSENT);
    metered.read(NAME);
    metered.read(NAME, 1, 2);
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> metered.read(NAME, 4, 2));
    // Then
    StoreMetrics metrics = metered.metrics();
    assertThat(metrics.of(StoreOperation.PUT)).isEqualTo(new StoreMetrics.Count(2, 0, 5, 20));
    assertThat(metrics.of(StoreOperation.READ)).isEqualTo(new StoreMetrics.Count(3, 1, 7, 30));
    assertThat(metrics.of(StoreOperation.SWEEP)).isEqualTo(new StoreMetrics.Count(0, 0, 0, 0));
  }

  @Test
  void snapshotStaysAsItWas() {
    // Given
    MeteredBlobStore metered = MeteredBlobStore.wrap(new MemoryBlobStore(Instant::now));
    StoreMetrics before = metered.metrics();
    // When
    metered.stat(NAME);
    // Then
    assertThat(before.of(StoreOperation.STAT).calls()).isZero();
    assertThat(metered.metrics().of(StoreOperation.STAT).calls()).isOne();
  }
}
