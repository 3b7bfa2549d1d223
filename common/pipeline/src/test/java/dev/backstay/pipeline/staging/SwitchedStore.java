package dev.backstay.pipeline.staging;

import dev.backstay.store.BlobStore;
import dev.backstay.store.ForwardingBlobStore;

/** A store that can be exchanged under a vault that was opened once: opening costs a scrypt. */
public class SwitchedStore extends ForwardingBlobStore {
  private volatile BlobStore current;

  public SwitchedStore(BlobStore store) {
    super(store);
    current = store;
  }

  public void to(BlobStore other) {
    current = other;
  }

  @Override
  protected BlobStore store() {
    return current;
  }

  @Override
  public void close() {}
}
