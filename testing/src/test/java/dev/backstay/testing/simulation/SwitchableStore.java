package dev.backstay.testing.simulation;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that can be switched off, as a destination that cannot be reached. */
public final class SwitchableStore implements BlobStore {
  private final BlobStore store;
  private volatile boolean reachable = true;

  public SwitchableStore(BlobStore store) {
    this.store = store;
  }

  public void reachable(boolean now) {
    reachable = now;
  }

  private BlobStore there() {
    if (!reachable) {
      throw new BackstayException(ErrorCode.STORE_UNREACHABLE, location() + " is switched off");
    }
    return store;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return there().put(name, payload, options);
  }

  @Override
  public byte[] read(BlobName name) {
    return there().read(name);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return there().read(name, offset, length);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return there().stat(name);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    there().list(prefix, consumer);
  }

  @Override
  public boolean delete(BlobName name) {
    return there().delete(name);
  }

  @Override
  public int sweep(Instant olderThan) {
    return there().sweep(olderThan);
  }

  @Override
  public void close() {
    store.close();
  }
}
