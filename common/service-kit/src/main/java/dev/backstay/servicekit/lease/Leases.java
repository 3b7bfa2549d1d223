package dev.backstay.servicekit.lease;

import java.time.Duration;
import java.util.Optional;

/**
 * Leases by name: at any time at most one holder who may believe to be the only one, as far as
 * clocks and the store of leases allow. What a lease protects must nevertheless be right when two
 * hold it, by its {@linkplain Lease#fence fence} or by a commit that only one can win: a lease
 * saves work, it proves nothing.
 *
 * <p>A lease is renewed by itself until it is closed. When its holder dies it ends by itself after
 * its time to live. When the store of leases loses everything, holders notice by the next renewal.
 *
 * <p>Any number of threads may ask. Fails with {@code REDIS_UNREACHABLE} where the store of leases
 * cannot be asked.
 */
public interface Leases {
  /**
   * Takes a lease, unless somebody else has it.
   *
   * @param timeToLive how long after its holder's death others have to wait
   */
  Optional<Lease> acquire(String name, Duration timeToLive);
}
