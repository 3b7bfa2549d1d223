package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import java.time.Duration;
import java.util.Optional;

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
  private Lease lease;
  private long askedAt = System.nanoTime();

  private StreamLease(Leases leases, String name, Lease lease) {
    this.leases = leases;
    this.name = name;
    this.lease = lease;
  }

  /** Takes it, unless somebody else has it. */
  static Optional<StreamLease> acquire(Leases leases, String name) {
    return leases.acquire(name, TIME_TO_LIVE).map(lease -> new StreamLease(leases, name, lease));
  }

  /** Whether nobody else is known to have it. */
  boolean isOurs() {
    if (lease.isHeld() || System.nanoTime() - askedAt < AGAIN.toNanos()) {
      return true;
    }
    askedAt = System.nanoTime();
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
