package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store whose calls go wrong as a {@link FaultPlan} says, over one that works. It records every
 * call, so that a sweep runs once without faults, counts, and then lets each call in turn fail.
 */
public final class FaultyBlobStore implements BlobStore {
  private final BlobStore store;
  private final FaultPlan plan;
  private final AtomicInteger nextNumber = new AtomicInteger();
  private final ConcurrentLinkedQueue<StoreCall> calls = new ConcurrentLinkedQueue<>();

  private FaultyBlobStore(BlobStore store, FaultPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  public static FaultyBlobStore wrap(BlobStore store, FaultPlan plan) {
    return new FaultyBlobStore(store, plan);
  }

  /** The calls so far, in the order in which they were recorded. */
  public List<StoreCall> calls() {
    return List.copyOf(calls);
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    Optional<Fault> fault = next(StoreOperation.PUT, name.value());
    return apply(fault, "put of " + name, () -> store.put(name, payload, options));
  }

  @Override
  public byte[] read(BlobName name) {
    Optional<Fault> fault = next(StoreOperation.READ, name.value());
    return flip(fault, apply(fault, "read of " + name, () -> store.read(name)));
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    Optional<Fault> fault = next(StoreOperation.READ, name.value());
    return flip(fault, apply(fault, "read of " + name, () -> store.read(name, offset, length)));
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    Optional<Fault> fault = next(StoreOperation.STAT, name.value());
    return apply(fault, "stat of " + name, () -> store.stat(name));
  }

  /** A listing that fails after it was done has shown half of its entries by then. */
  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    Optional<Fault> fault = next(StoreOperation.LIST, prefix);
    List<BlobStat> stats = new ArrayList<>();
    if (fault.filter(FaultyBlobStore::failsBefore).isEmpty()) {
      store.list(prefix, stats::add);
    }
    boolean loses = fault.filter(Fault.LOST_ENTRIES::equals).isPresent();
    boolean breaksOff = fault.filter(FaultyBlobStore::failsAfter).isPresent();
    int shown = breaksOff ? stats.size() / 2 : stats.size();
    for (int i = 0; i < shown; i += loses ? 2 : 1) {
      consumer.accept(stats.get(i));
    }
    apply(fault.filter(f -> f != Fault.TWICE), "list of " + prefix, () -> true);
  }

  @Override
  public boolean delete(BlobName name) {
    Optional<Fault> fault = next(StoreOperation.DELETE, name.value());
    return apply(fault, "delete of " + name, () -> store.delete(name));
  }

  @Override
  public int sweep(Instant olderThan) {
    Optional<Fault> fault = next(StoreOperation.SWEEP, olderThan.toString());
    return apply(fault, "sweep", () -> store.sweep(olderThan));
  }

  @Override
  public void close() {
    store.close();
  }

  private Optional<Fault> next(StoreOperation operation, String subject) {
    StoreCall call = new StoreCall(nextNumber.getAndIncrement(), operation, subject);
    calls.add(call);
    return plan.faultOf(call);
  }

  private static <T> T apply(Optional<Fault> fault, String call, Supplier<T> action) {
    throwWhere(fault.filter(FaultyBlobStore::failsBefore), call);
    T result = action.get();
    if (fault.filter(Fault.TWICE::equals).isPresent()) {
      var _ = action.get();
    }
    throwWhere(fault.filter(FaultyBlobStore::failsAfter), call);
    return result;
  }

  private static void throwWhere(Optional<Fault> fault, String call) {
    fault.ifPresent(present -> {
      throw failure(present, call);
    });
  }

  private static boolean failsBefore(Fault fault) {
    return fault == Fault.FAILS_BEFORE || fault == Fault.TIMES_OUT_BEFORE;
  }

  private static boolean failsAfter(Fault fault) {
    return fault == Fault.AMBIGUOUS_AFTER || fault == Fault.TIMES_OUT_AFTER;
  }

  private static BackstayException failure(Fault fault, String call) {
    ErrorCode code =
        switch (fault) {
          case FAILS_BEFORE -> ErrorCode.STORE_UNREACHABLE;
          case AMBIGUOUS_AFTER -> ErrorCode.STORE_AMBIGUOUS;
          default -> ErrorCode.STORE_TIMEOUT;
        };
    return new BackstayException(code, call + " met the fault " + fault);
  }

  private static byte[] flip(Optional<Fault> fault, byte[] bytes) {
    if (bytes.length > 0 && fault.filter(Fault.FLIPPED_BIT::equals).isPresent()) {
      bytes[bytes.length / 2] ^= 1;
    }
    return bytes;
  }
}
