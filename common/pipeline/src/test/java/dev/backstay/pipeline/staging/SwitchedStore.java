package dev.backstay.pipeline.staging;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that can be exchanged under a vault that was opened once: opening costs a scrypt. */
public class SwitchedStore implements BlobStore {
  private volatile BlobStore store;

  public SwitchedStore(BlobStore store) {
    this.store = store;
  }

  public void to(BlobStore other) {
    store = other;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return store.put(name, payload, options);
  }

  @Override
  public byte[] read(BlobName name) {
    return store.read(name);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return store.read(name, offset, length);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return store.stat(name);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    store.list(prefix, consumer);
  }

  @Override
  public boolean delete(BlobName name) {
    return store.delete(name);
  }

  @Override
  public int sweep(Instant olderThan) {
    return store.sweep(olderThan);
  }

  @Override
  public void close() {}
}
