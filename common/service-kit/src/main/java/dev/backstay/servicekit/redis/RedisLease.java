package dev.backstay.servicekit.redis;

import dev.backstay.contract.BackstayException;
import dev.backstay.servicekit.lease.Lease;
import io.vertx.redis.client.Command;
import java.time.Duration;

/** A name held in Redis, renewed by a thread that ends with it. */
final class RedisLease implements Lease {
  private static final System.Logger LOG = System.getLogger(RedisLease.class.getName());

  private static final String RENEW =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
      end
      return 0
      """;

  private static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  private final RedisCalls redis;
  private final String key;
  private final Term term;
  private final Thread renewal;
  private Runnable onEnd = () -> {};
  private long heldUntil;
  private boolean ended;

  /**
   * What was granted.
   *
   * @param askedAt reading of the process's own clock before Redis was asked: the time to live
   *     began later
   */
  record Term(long fence, Duration ttl, long askedAt) {}

  private RedisLease(RedisCalls redis, String key, Term term) {
    this.redis = redis;
    this.key = key;
    this.term = term;
    this.heldUntil = term.askedAt() + term.ttl().toNanos();
    this.renewal = Thread.ofVirtual().name(key).unstarted(this::keepRenewed);
  }

  static RedisLease start(RedisCalls redis, String key, Term term) {
    RedisLease lease = new RedisLease(redis, key, term);
    lease.renewal.start();
    return lease;
  }

  synchronized void onEnd(Runnable listener) {
    onEnd = listener;
  }

  @Override
  public long fence() {
    return term.fence();
  }

  @Override
  public synchronized boolean isHeld() {
    return !ended && System.nanoTime() - heldUntil < 0;
  }

  private void keepRenewed() {
    try {
      while (restUntilRenewal()) {
        long asked = System.nanoTime();
        try {
          if (!asked(RENEW, Long.toString(term.ttl().toMillis()))) {
            end();
          } else {
            renewed(asked);
          }
        } catch (BackstayException e) {
          LOG.log(System.Logger.Level.DEBUG, "{0} is not renewed now: {1}", key, e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it but the end of the process
    }
  }

  /** False when the lease has ended, or can no longer be renewed in time. */
  private synchronized boolean restUntilRenewal() throws InterruptedException {
    long wakeAt = System.nanoTime() + term.ttl().toNanos() / 3;
    long left = term.ttl().toMillis() / 3;
    while (!ended && left > 0) {
      wait(left);
      left = (wakeAt - System.nanoTime()) / 1_000_000;
    }
    if (!isHeld()) {
      end();
    }
    return !ended;
  }

  private synchronized void renewed(long asked) {
    heldUntil = asked + term.ttl().toNanos();
  }

  private synchronized void end() {
    ended = true;
    onEnd.run();
    notifyAll();
  }

  /** Whether Redis still knows the name as ours, and did as it was told. */
  private boolean asked(String script, String... arguments) {
    String[] all = new String[4 + arguments.length];
    all[0] = script;
    all[1] = "1";
    all[2] = key;
    all[3] = Long.toString(term.fence());
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return redis.number(Command.EVAL, all) == 1;
  }

  void stopRenewing() {
    end();
  }

  @Override
  public void close() {
    boolean mine = isHeld();
    end();
    if (mine) {
      try {
        var _ = asked(RELEASE);
      } catch (BackstayException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} is free only when its time is over: {1}",
            key,
            e.getMessage());
      }
    }
  }
}
