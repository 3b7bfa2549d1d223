package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A store in this process's memory, with object lock. Durable for as long as the process lives; for
 * tests, simulation and the single process's scratch space.
 */
public final class MemoryBlobStore implements BlobStore {
  private final InstantSource clock;
  private final ConcurrentHashMap<BlobName, StoredObject> objects = new ConcurrentHashMap<>();

  public MemoryBlobStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    Interruption.check("put of " + name);
    StoredObject fresh = new StoredObject(copy(payload), clock.instant(), options.retainUntil());
    StoredObject kept =
        objects.compute(
            name,
            (_, present) -> {
              if (present == null) {
                return fresh;
              }
              if (options.onlyIfAbsent()) {
                return present;
              }
              refuseIfRetained(name, present);
              return fresh;
            });
    return Objects.equals(kept, fresh) ? PutOutcome.STORED : PutOutcome.EXISTED;
  }

  @Override
  public byte[] read(BlobName name) {
    Interruption.check("read of " + name);
    return find(name).bytes.clone();
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    Interruption.check("read of " + name);
    ByteRange range = new ByteRange(offset, length);
    byte[] bytes = find(name).bytes;
    range.requireWithin(name, bytes.length);
    return Arrays.copyOfRange(bytes, (int) offset, (int) range.end());
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    Interruption.check("stat of " + name);
    return Optional.ofNullable(objects.get(name)).map(object -> object.stat(name));
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    String start = prefix.isEmpty() ? "" : prefix + "/";
    objects.forEach((name, object) -> {
      Interruption.check("list of " + location());
      if (name.value().startsWith(start)) {
        consumer.accept(object.stat(name));
      }
    });
    Interruption.check("list of " + location());
  }

  @Override
  public boolean delete(BlobName name) {
    Interruption.check("delete of " + name);
    boolean[] found = {false};
    objects.computeIfPresent(
        name,
        (_, present) -> {
          refuseIfRetained(name, present);
          found[0] = true;
          return null;
        });
    return found[0];
  }

  /** Nothing is ever left behind in memory. */
  @Override
  public int sweep(Instant olderThan) {
    Interruption.check("sweep of " + location());
    return 0;
  }

  @Override
  public void close() {}

  private StoredObject find(BlobName name) {
    StoredObject object = objects.get(name);
    if (object == null) {
      throw new BackstayException(ErrorCode.OBJECT_MISSING, name + " is not in " + location());
    }
    return object;
  }

  private void refuseIfRetained(BlobName name, StoredObject object) {
    object.retainUntil.ifPresent(until -> {
      if (clock.instant().isBefore(until)) {
        throw new BackstayException(
            ErrorCode.STORE_DENIED, name + " is retained until " + until + " and was left alone");
      }
    });
  }

  private static byte[] copy(Payload payload) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(payload.size()));
    payload.pieces().forEach(bytes::put);
    return bytes.array();
  }

  /** Compared by identity: two puts of the same bytes are two objects. */
  private static final class StoredObject {
    private final byte[] bytes;
    private final Instant modified;
    private final Optional<Instant> retainUntil;

    StoredObject(byte[] bytes, Instant modified, Optional<Instant> retainUntil) {
      this.bytes = bytes;
      this.modified = modified;
      this.retainUntil = retainUntil;
    }

    BlobStat stat(BlobName name) {
      return new BlobStat(name, bytes.length, modified);
    }
  }
}
