package dev.backstay.store;

import java.time.Instant;

class StoreStackTest extends BlobStoreContract {
  @Override
  protected BlobStore open() {
    return StoreStack.assemble(
        new MemoryBlobStore(Instant::now),
        RetryPolicy.INTERACTIVE,
        java.time.InstantSource.system(),
        TransferLimits.NONE);
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }
}
