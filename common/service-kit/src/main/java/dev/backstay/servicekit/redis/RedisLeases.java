package dev.backstay.servicekit.redis;

import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases in Redis: a key with a time to live for each name, and beside it the last fence.
 *
 * <p>Fences grow even when Redis lost everything, since they are never below the server's clock in
 * milliseconds.
 */
public final class RedisLeases implements Leases, AutoCloseable {
  /** KEYS: holder, fence. ARGV: time to live. Returns the fence, or 0 for a name that is held. */
  private static final String ACQUIRE =
      """
      if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local last = tonumber(redis.call('GET', KEYS[2]) or '0')
      local fence = string.format('%.0f', math.max(last + 1, now))
      redis.call('SET', KEYS[2], fence)
      redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
      return tonumber(fence)
      """;

  private final RedisCalls redis;
  private final Duration longest;
  private final Set<RedisLease> held = ConcurrentHashMap.newKeySet();

  /**
   * @param longest time to live, also for those who ask for more
   */
  public RedisLeases(RedisCalls redis, Duration longest) {
    this.redis = redis;
    this.longest = longest;
  }

  @Override
  public Optional<Lease> acquire(String name, Duration timeToLive) {
    Duration ttl = timeToLive.compareTo(longest) < 0 ? timeToLive : longest;
    String holder = "backstay:lease:{" + name + "}";
    long asked = System.nanoTime();
    long fence =
        redis.number(
            Command.EVAL, ACQUIRE, "2", holder, holder + ":fence", Long.toString(ttl.toMillis()));
    if (fence == 0) {
      return Optional.empty();
    }
    RedisLease lease = RedisLease.start(redis, holder, new RedisLease.Term(fence, ttl, asked));
    held.add(lease);
    lease.onEnd(() -> held.remove(lease));
    return Optional.of(lease);
  }

  /** Renews nothing any more; names still held are free when their time is over. */
  @Override
  public void close() {
    held.forEach(RedisLease::stopRenewing);
  }
}
