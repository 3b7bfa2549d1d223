package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.WalSpace;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the stream of one source going for as long as it is alive: takes the source's lease,
 * connects, and after a failure connects again, the later the more often it failed. Runs on a
 * thread of its own.
 */
final class StreamWorker implements Runnable {
  /** Before another look whether the lease is free. */
  private static final Duration LEASE_LOOK = Duration.ofSeconds(2);

  /** A restart of a server is shorter and wakes nobody. */
  private static final Duration UNTOLD = Duration.ofSeconds(10);

  /** Beyond, the wait is the longest anyhow. */
  private static final int MAX_DOUBLINGS = 10;

  private static final Logger LOG = System.getLogger(StreamWorker.class.getName());

  private final StreamGround ground;
  private final Captured source;
  private final StreamPaces paces;
  private final WalSpace space;
  private final StreamNews news;
  private @Nullable Instant failingSince;
  private int failures;

  /**
   * @param space of the frames of all sources
   */
  StreamWorker(
      StreamGround ground, Captured source, StreamPaces paces, WalSpace space, StreamNews news) {
    this.ground = ground;
    this.source = source;
    this.paces = paces;
    this.space = space;
    this.news = news;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(attempt());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Streams until it fails; how long to wait then. */
  private Duration attempt() throws InterruptedException {
    try {
      Optional<StreamLease> lease = StreamLease.acquire(ground.leases(), lease(source.name()));
      if (lease.isEmpty()) {
        return LEASE_LOOK;
      }
      try (StreamLease held = lease.get()) {
        alarms().reload();
        new StreamSession(
                new StreamSession.Setting(
                    ground, source, paces(), space, alarms(), news::wake, this::established))
            .run(held);
      }
      return paces.retry();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        var interruption = new InterruptedException(e.getMessage());
        interruption.initCause(e);
        throw interruption;
      }
      failed(e);
    } catch (RuntimeException e) {
      // A defect must not end the stream for good.
      LOG.log(Logger.Level.ERROR, "the stream of " + source.name() + " failed", e);
      failed(new BackstayException(ErrorCode.INTERNAL, "a defect: " + e, e));
    }
    return pause();
  }

  /** What whoever streams from a source holds. */
  static String lease(SourceName source) {
    return "stream/" + source;
  }

  private StreamPaces paces() {
    return source.wal().synchronous() ? paces.synchronous() : paces;
  }

  private Alarms alarms() {
    return news.alarms(source.name());
  }

  /** The stream runs: whatever hindered it is over. */
  private void established() {
    failures = 0;
    failingSince = null;
    Alarms known = alarms();
    known.clear(StreamTrouble.DISCONNECTED);
    known.clear(StreamTrouble.PRIVILEGES);
    known.clear(StreamTrouble.WRONG_SYSTEM);
    known.clear(StreamTrouble.VERSION_CHANGED);
    known.clear(StreamTrouble.SLOT_LOST);
    known.clear(StreamTrouble.SLOT_MISSING);
  }

  private void failed(BackstayException cause) {
    Instant now = ground.clock().instant();
    if (failingSince == null) {
      failingSince = now;
    }
    failures++;
    LOG.log(
        Logger.Level.INFO,
        "stream interrupted source={0} code={1}: {2}",
        source.name(),
        cause.code(),
        cause.getMessage());
    StreamTrouble kind = trouble(cause.code());
    boolean lasting = Duration.between(failingSince, now).compareTo(UNTOLD) >= 0;
    if (kind != StreamTrouble.DISCONNECTED || lasting) {
      alarms().raise(kind, String.valueOf(cause.getMessage()), cause.code().remedy());
    }
  }

  /** What an error is to a stream. */
  static StreamTrouble trouble(ErrorCode code) {
    return switch (code) {
      case SOURCE_DENIED -> StreamTrouble.PRIVILEGES;
      case SOURCE_DIFFERENT -> StreamTrouble.WRONG_SYSTEM;
      case SOURCE_UPGRADED -> StreamTrouble.VERSION_CHANGED;
      case SLOT_LOST -> StreamTrouble.SLOT_LOST;
      case SLOT_MISSING -> StreamTrouble.SLOT_MISSING;
      default -> StreamTrouble.DISCONNECTED;
    };
  }

  /** Doubled with each failure, and spread, so that many workers do not come at once. */
  private Duration pause() {
    Duration longest = paces.retry().multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    if (longest.compareTo(paces.retryAtMost()) > 0) {
      longest = paces.retryAtMost();
    }
    long half = longest.toMillis() / 2;
    return Duration.ofMillis(half + ground.random().nextLong(half + 1));
  }
}
