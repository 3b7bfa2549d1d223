package dev.backstay.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the bytes that travel to and from a store under {@link TransferLimits}. The rate holds over
 * objects: a single object travels at full speed after its wait. What is written, and ranges, wait
 * before they travel; a whole object is read first, since only then its size is known, and waited
 * for afterwards.
 */
public final class ThrottledBlobStore implements BlobStore {
  private final BlobStore store;
  private final TokenBucket upload;
  private final TokenBucket download;

  private ThrottledBlobStore(BlobStore store, TokenBucket upload, TokenBucket download) {
    this.store = store;
    this.upload = upload;
    this.download = download;
  }

  public static ThrottledBlobStore wrap(BlobStore store, TransferLimits limits) {
    return wrap(store, limits, Sleeper.THREAD, System::nanoTime);
  }

  public static ThrottledBlobStore wrap(
      BlobStore store, TransferLimits limits, Sleeper sleeper, LongSupplier nanoClock) {
    return new ThrottledBlobStore(
        store,
        new TokenBucket(limits.uploadBytesPerSecond(), sleeper, nanoClock),
        new TokenBucket(limits.downloadBytesPerSecond(), sleeper, nanoClock));
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    take(upload, payload.size(), "put of " + name);
    return store.put(name, payload, options);
  }

  @Override
  public byte[] read(BlobName name) {
    byte[] bytes = store.read(name);
    take(download, bytes.length, "read of " + name);
    return bytes;
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    take(download, length, "read of " + name);
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
  public void close() {
    store.close();
  }

  private static void take(TokenBucket bucket, long bytes, String call) {
    try {
      bucket.take(bytes);
    } catch (InterruptedException e) {
      throw Interruption.failure(call, e);
    }
  }
}
