package dev.backstay.servicekit.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The leases of one process. A holder cannot die without this process, so nothing runs out and
 * nothing is renewed.
 */
public final class MemoryLeases implements Leases {
  private final Map<String, Held> holders = new HashMap<>();
  private long fences;

  @Override
  public synchronized Optional<Lease> acquire(String name, Duration timeToLive) {
    if (holders.containsKey(name)) {
      return Optional.empty();
    }
    fences++;
    var lease = new Held(name, fences);
    holders.put(name, lease);
    return Optional.of(lease);
  }

  private synchronized boolean holds(Held lease) {
    return lease.equals(holders.get(lease.name));
  }

  private synchronized void giveBack(Held lease) {
    holders.remove(lease.name, lease);
  }

  private final class Held implements Lease {
    private final String name;
    private final long fence;

    Held(String name, long fence) {
      this.name = name;
      this.fence = fence;
    }

    @Override
    public long fence() {
      return fence;
    }

    @Override
    public boolean isHeld() {
      return holds(this);
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }
}
