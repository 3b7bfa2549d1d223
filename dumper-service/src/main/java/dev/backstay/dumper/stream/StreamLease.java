package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The lease of a stream. It spares workers from getting into each other's way; that only one
 * receives is the slot's doing. So a stream goes on while the store of leases is away, and ends
 * only once that says that the lease is somebody else's. Of one thread.
 */
final class StreamLease implements AutoCloseable {
  /** A worker that died blocks its source no longer than this. */
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

  /** Between two questions for a lease that ran out. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Leases leases;
  private final String name;
  private final LongSupplier nanoClock;
  private Lease lease;
  private long askedAt;

  private StreamLease(Leases leases, String name, LongSupplier nanoClock, Lease lease) {
    this.leases = leases;
    this.name = name;
    this.nanoClock = nanoClock;
    this.lease = lease;
    this.askedAt = nanoClock.getAsLong();
  }

  /** Takes it, unless somebody else has it. */
  static Optional<StreamLease> acquire(Leases leases, String name) {
    return acquire(leases, name, System::nanoTime);
  }

  static Optional<StreamLease> acquire(Leases leases, String name, LongSupplier nanoClock) {
    return leases
        .acquire(name, TIME_TO_LIVE)
        .map(lease -> new StreamLease(leases, name, nanoClock, lease));
  }

  /** Whether nobody else is known to have it. */
  boolean isOurs() {
    long now = nanoClock.getAsLong();
    if (lease.isHeld() || now - askedAt < AGAIN.toNanos()) {
      return true;
    }
    askedAt = now;
    try {
      Optional<Lease> renewed = leases.acquire(name, TIME_TO_LIVE);
      renewed.ifPresent(next -> lease = next);
      return renewed.isPresent();
    } catch (BackstayException e) {
      if (!e.isTransient()) {
        throw e;
      }
      return true;
    }
  }

  @Override
  public void close() {
    lease.close();
  }
}
