package dev.backstay.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A flat set of named, immutable objects: the only thing Backstay asks of a place that keeps bytes.
 *
 * <p><b>Atomicity.</b> An object is visible whole or not at all, to every reader, at every instant,
 * across crashes of writer and store. A put that replaces leaves either the old or the new bytes.
 *
 * <p><b>Durability.</b> When {@link #put} returns, the object survives a crash of this process, of
 * the host and of the store. Nothing may be acknowledged earlier.
 *
 * <p><b>Ordering.</b> An object is visible to {@link #read}, {@link #stat} and {@link #list} as
 * soon as its put returned. Objects put one after the other may never be lost in the other order.
 *
 * <p><b>Partial failure.</b> A failed put stored nothing, with one exception: {@code
 * STORE_AMBIGUOUS} says that the object was perhaps stored, and the caller must read back. A failed
 * delete is to be repeated; deleting is idempotent.
 *
 * <p><b>Errors</b> are {@link dev.backstay.contract.BackstayException}s: {@code STORE_UNREACHABLE}
 * and {@code STORE_TIMEOUT} where a retry may help, {@code STORE_DENIED}, {@code STORE_FULL},
 * {@code STORE_READ_ONLY}, {@code STORE_NOT_FOUND} (bucket or root directory), {@code STORE_FAILED}
 * where an operator must act, {@code OBJECT_MISSING} when an object to read is not there, and
 * {@code OBJECT_CORRUPT} when it ends before the range asked for. Stores do not retry by
 * themselves: {@link RetryingBlobStore} is the only place that does.
 *
 * <p><b>Threads.</b> Any number of threads may call at once; all calls block. An interrupted call
 * ends with {@code INTERRUPTED} and the thread's interrupt flag set.
 *
 * <p><b>Limits.</b> Objects are held in memory while they travel; they are at most {@link
 * #MAX_OBJECT_BYTES} long.
 */
public interface BlobStore extends AutoCloseable {
  /**
   * No object is longer: a pack of the largest size the vault writes or accepts, with room for its
   * header.
   */
  int MAX_OBJECT_BYTES = 256 << 20;

  /** Where this is, in the form a user writes it, without secrets. */
  String location();

  /** Stores an object. */
  PutOutcome put(BlobName name, Payload payload, PutOptions options);

  /** The whole object. */
  byte[] read(BlobName name);

  /** {@code length} bytes of the object from {@code offset} on; fewer is an error. */
  byte[] read(BlobName name, long offset, int length);

  /** What is stored under a name, if anything. */
  Optional<BlobStat> stat(BlobName name);

  /**
   * Shows every object whose name starts with {@code prefix} followed by a slash (or every object,
   * for an empty prefix), in no particular order. An object put or deleted meanwhile may or may not
   * be shown; every other one is shown once. A prefix under which nothing was ever stored is empty.
   * The consumer may call this store.
   */
  void list(String prefix, Consumer<BlobStat> consumer);

  /** Removes an object durably; whether there was one. */
  boolean delete(BlobName name);

  /**
   * Removes what interrupted puts left behind before {@code olderThan} and no listing shows
   * (temporary files, unfinished multipart uploads); how many.
   */
  int sweep(Instant olderThan);

  /** Releases connections. The objects stay. */
  @Override
  void close();
}
