package dev.backstay.testing.simulation;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.store.ForwardingBlobStore;

/** A store that can be switched off, as a destination that cannot be reached. */
public final class SwitchableStore extends ForwardingBlobStore {
  private volatile boolean reachable = true;

  public SwitchableStore(BlobStore store) {
    super(store);
  }

  public void reachable(boolean now) {
    reachable = now;
  }

  @Override
  protected BlobStore store() {
    if (!reachable) {
      throw new BackstayException(ErrorCode.STORE_UNREACHABLE, location() + " is switched off");
    }
    return super.store();
  }

  @Override
  public String location() {
    return super.store().location();
  }

  @Override
  public void close() {
    super.store().close();
  }
}
