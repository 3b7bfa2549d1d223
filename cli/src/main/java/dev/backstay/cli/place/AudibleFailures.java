package dev.backstay.cli.place;

import dev.backstay.cli.console.Console;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Warns of calls that failed for a transient reason and will be repeated, so that nobody waits
 * before a silent terminal. Stands below the wrapper that repeats.
 */
final class AudibleFailures implements BlobStore {
  /** Many threads fail together; one line tells it all. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final BlobStore store;
  private final Console console;
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

  AudibleFailures(BlobStore store, Console console) {
    this.store = store;
    this.console = console;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return call(() -> store.put(name, payload, options));
  }

  @Override
  public byte[] read(BlobName name) {
    return call(() -> store.read(name));
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return call(() -> store.read(name, offset, length));
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return call(() -> store.stat(name));
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    call(() -> {
      store.list(prefix, consumer);
      return true;
    });
  }

  @Override
  public boolean delete(BlobName name) {
    return call(() -> store.delete(name));
  }

  @Override
  public int sweep(Instant olderThan) {
    return call(() -> store.sweep(olderThan));
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (BackstayException e) {
      if (e.isTransient() && e.code() != ErrorCode.INTERRUPTED) {
        warn(e);
      }
      throw e;
    }
  }

  private void warn(BackstayException failure) {
    Instant now = console.world().clock().instant();
    Instant before = last.get();
    if (before.plus(SILENCE).isBefore(now) && last.compareAndSet(before, now)) {
      console.warn(failure.getMessage() + "; trying again");
    }
  }
}
