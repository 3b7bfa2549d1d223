package dev.backstay.store;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Counts calls, failures, bytes and time of a store. The time of a list includes its consumer. */
public final class MeteredBlobStore implements BlobStore {
  private final BlobStore store;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<StoreOperation, Adders> adders = new ConcurrentHashMap<>();

  private MeteredBlobStore(BlobStore store, LongSupplier nanoClock) {
    this.store = store;
    this.nanoClock = nanoClock;
  }

  public static MeteredBlobStore wrap(BlobStore store) {
    return wrap(store, System::nanoTime);
  }

  public static MeteredBlobStore wrap(BlobStore store, LongSupplier nanoClock) {
    return new MeteredBlobStore(store, nanoClock);
  }

  /** The totals so far. */
  public StoreMetrics metrics() {
    Map<StoreOperation, StoreMetrics.Count> counts = new EnumMap<>(StoreOperation.class);
    adders.forEach((operation, adder) -> counts.put(operation, adder.count()));
    return new StoreMetrics(counts);
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return meter(
        StoreOperation.PUT,
        () -> store.put(name, payload, options),
        outcome -> outcome == PutOutcome.STORED ? payload.size() : 0);
  }

  @Override
  public byte[] read(BlobName name) {
    return meter(StoreOperation.READ, () -> store.read(name), bytes -> bytes.length);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return meter(
        StoreOperation.READ, () -> store.read(name, offset, length), bytes -> bytes.length);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return meter(StoreOperation.STAT, () -> store.stat(name), _ -> 0);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    meter(
        StoreOperation.LIST,
        () -> {
          store.list(prefix, consumer);
          return true;
        },
        _ -> 0);
  }

  @Override
  public boolean delete(BlobName name) {
    return meter(StoreOperation.DELETE, () -> store.delete(name), _ -> 0);
  }

  @Override
  public int sweep(Instant olderThan) {
    return meter(StoreOperation.SWEEP, () -> store.sweep(olderThan), _ -> 0);
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> T meter(StoreOperation operation, Supplier<T> call, ToLongFunction<T> size) {
    Adders adder = adders.computeIfAbsent(operation, _ -> new Adders());
    long start = nanoClock.getAsLong();
    boolean succeeded = false;
    try {
      T result = call.get();
      adder.bytes.add(size.applyAsLong(result));
      succeeded = true;
      return result;
    } finally {
      adder.calls.increment();
      adder.nanos.add(nanoClock.getAsLong() - start);
      if (!succeeded) {
        adder.failures.increment();
      }
    }
  }

  private static final class Adders {
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    StoreMetrics.Count count() {
      return new StoreMetrics.Count(calls.sum(), failures.sum(), bytes.sum(), nanos.sum());
    }
  }
}
