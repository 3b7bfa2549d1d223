package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryBlobStoreTest extends BlobStoreContract {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  @Override
  protected BlobStore open() {
    return new MemoryBlobStore(now::get);
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }

  @Test
  void retainedObjectIsNeitherReplacedNorDeletedBeforeItsTime() {
    // Given
    BlobName name = BlobName.of("data/00/retained");
    store.put(name, text("kept"), PutOptions.REPLACE.retainedUntil(now.get().plusSeconds(10)));
    // When, Then
    assertCode(ErrorCode.STORE_DENIED, () -> store.put(name, text("x"), PutOptions.REPLACE));
    assertCode(ErrorCode.STORE_DENIED, () -> store.delete(name));
    now.set(now.get().plusSeconds(10));
    assertThat(store.delete(name)).isTrue();
  }
}
