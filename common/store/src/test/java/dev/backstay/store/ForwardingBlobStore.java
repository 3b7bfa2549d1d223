package dev.backstay.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that hands every call on: for tests that change some of them. */
public class ForwardingBlobStore implements BlobStore {
  private final BlobStore store;

  protected ForwardingBlobStore(BlobStore store) {
    this.store = store;
  }

  /** Whom the next call goes to. */
  protected BlobStore store() {
    return store;
  }

  @Override
  public String location() {
    return store().location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return store().put(name, payload, options);
  }

  @Override
  public byte[] read(BlobName name) {
    return store().read(name);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return store().read(name, offset, length);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return store().stat(name);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    store().list(prefix, consumer);
  }

  @Override
  public boolean delete(BlobName name) {
    return store().delete(name);
  }

  @Override
  public int sweep(Instant olderThan) {
    return store().sweep(olderThan);
  }

  @Override
  public void close() {
    store().close();
  }
}
