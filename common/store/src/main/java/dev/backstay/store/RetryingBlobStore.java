package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats calls that failed for a transient reason, within a {@link RetryPolicy}: the only place
 * that does. An interrupted call is not repeated.
 *
 * <p>What a repeated call means:
 *
 * <ul>
 *   <li>A put that perhaps stored ({@code STORE_AMBIGUOUS}) is decided by reading back: the same
 *       bytes are {@code STORED}; other bytes are {@code EXISTED} for a put that is only for absent
 *       names, and replaced otherwise. {@code EXISTED} after a failed attempt is decided the same
 *       way, since that attempt may have stored.
 *   <li>A listing is held back until it is complete, so that the consumer sees nothing twice. It
 *       costs memory: about 200 bytes an object.
 *   <li>A delete says whether the last attempt found the object.
 * </ul>
 */
public final class RetryingBlobStore implements BlobStore {
  private final BlobStore store;
  private final RetryPolicy policy;
  private final Sleeper sleeper;
  private final InstantSource clock;
  private final RandomGenerator random;

  private RetryingBlobStore(
      BlobStore store,
      RetryPolicy policy,
      Sleeper sleeper,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.policy = policy;
    this.sleeper = sleeper;
    this.clock = clock;
    this.random = random;
  }

  public static RetryingBlobStore wrap(BlobStore store, RetryPolicy policy, InstantSource clock) {
    return wrap(store, policy, Sleeper.THREAD, clock, new SecureRandom());
  }

  public static RetryingBlobStore wrap(
      BlobStore store,
      RetryPolicy policy,
      Sleeper sleeper,
      InstantSource clock,
      RandomGenerator random) {
    return new RetryingBlobStore(store, policy, sleeper, clock, random);
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    return retry("put of " + name, new Put(name, payload, options)::attempt);
  }

  @Override
  public byte[] read(BlobName name) {
    return retry("read of " + name, () -> store.read(name));
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return retry("read of " + name, () -> store.read(name, offset, length));
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return retry("stat of " + name, () -> store.stat(name));
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    retry("list of " + location() + "/" + prefix, () -> listed(prefix)).forEach(consumer);
  }

  @Override
  public boolean delete(BlobName name) {
    return retry("delete of " + name, () -> store.delete(name));
  }

  @Override
  public int sweep(Instant olderThan) {
    return retry("sweep of " + location(), () -> store.sweep(olderThan));
  }

  @Override
  public void close() {
    store.close();
  }

  private List<BlobStat> listed(String prefix) {
    List<BlobStat> stats = new ArrayList<>();
    store.list(prefix, stats::add);
    return stats;
  }

  private <T> T retry(String call, Supplier<T> attempt) {
    Instant start = clock.instant();
    int failed = 0;
    while (true) {
      try {
        return attempt.get();
      } catch (BackstayException e) {
        if (!e.isTransient() || e.code() == ErrorCode.INTERRUPTED) {
          throw e;
        }
        failed++;
        Duration delay = jittered(policy.delayLimit(failed));
        Duration elapsed = Duration.between(start, clock.instant());
        if (failed >= policy.maxAttempts()
            || elapsed.plus(delay).compareTo(policy.maxTotal()) > 0) {
          throw exhausted(e, failed, elapsed);
        }
        sleep(call, delay);
      }
    }
  }

  private Duration jittered(Duration limit) {
    return Duration.ofNanos(random.nextLong(limit.toNanos() + 1));
  }

  private void sleep(String call, Duration delay) {
    try {
      sleeper.sleep(delay);
    } catch (InterruptedException e) {
      throw Interruption.failure("wait before the next " + call, e);
    }
  }

  private static BackstayException exhausted(BackstayException last, int failed, Duration elapsed) {
    if (failed == 1) {
      return last;
    }
    String effort = " (the last of " + failed + " attempts in " + elapsed.toSeconds() + " s)";
    return new BackstayException(last.code(), last.getMessage() + effort, last);
  }

  /** One put and what its attempts so far leave open. Confined to the calling thread. */
  private final class Put {
    private final BlobName name;
    private final Payload payload;
    private final PutOptions options;
    private boolean perhapsStored;
    private boolean failedBefore;

    Put(BlobName name, Payload payload, PutOptions options) {
      this.name = name;
      this.payload = payload;
      this.options = options;
    }

    PutOutcome attempt() {
      if (perhapsStored) {
        Optional<PutOutcome> decided = readBack();
        if (decided.isPresent()) {
          return decided.get();
        }
      }
      try {
        PutOutcome outcome = store.put(name, payload, options);
        if (outcome == PutOutcome.STORED || !failedBefore) {
          return outcome;
        }
        perhapsStored = true;
        return readBack().orElseThrow(this::vanished);
      } catch (BackstayException e) {
        failedBefore = true;
        perhapsStored |= e.code() == ErrorCode.STORE_AMBIGUOUS;
        throw e;
      }
    }

    /** The outcome as the store shows it; empty when the put is to be repeated. */
    private Optional<PutOutcome> readBack() {
      Optional<BlobStat> found = store.stat(name);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      if (found.get().size() == payload.size() && holdsOurBytes()) {
        return Optional.of(PutOutcome.STORED);
      }
      return options.onlyIfAbsent() ? Optional.of(PutOutcome.EXISTED) : Optional.empty();
    }

    private boolean holdsOurBytes() {
      ByteBuffer stored = ByteBuffer.wrap(store.read(name));
      if (stored.remaining() != payload.size()) {
        return false;
      }
      for (ByteBuffer piece : payload.pieces()) {
        ByteBuffer slice = stored.slice(stored.position(), piece.remaining());
        if (slice.mismatch(piece) >= 0) {
          return false;
        }
        stored.position(stored.position() + slice.capacity());
      }
      return true;
    }

    private BackstayException vanished() {
      return new BackstayException(
          ErrorCode.STORE_AMBIGUOUS, name + " existed and vanished while it was put");
    }
  }
}
