package dev.backstay.uploader.delivery;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A destination's store that is opened with its first use: one that cannot be opened hinders nobody
 * who does not need it. Closing it does nothing, since whoever supplies it keeps it.
 */
record LazyBlobStore(String location, Supplier<BlobStore> store) implements BlobStore {
  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return store.get().put(name, payload, options);
  }

  @Override
  public byte[] read(BlobName name) {
    return store.get().read(name);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return store.get().read(name, offset, length);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return store.get().stat(name);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    store.get().list(prefix, consumer);
  }

  @Override
  public boolean delete(BlobName name) {
    return store.get().delete(name);
  }

  @Override
  public int sweep(Instant olderThan) {
    return store.get().sweep(olderThan);
  }

  @Override
  public void close() {}
}
