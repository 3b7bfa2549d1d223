package dev.backstay.catalog.app.http;

import dev.backstay.catalog.chore.Repeating;
import dev.backstay.catalog.feed.FeedTail;
import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the live feed to its readers. Each has a thread and one event in flight: a reader that is
 * slow waits for itself, one that takes nothing any more is cut.
 */
@ApplicationScoped
class LiveFeed {
  private static final Logger LOG = Logger.getLogger(LiveFeed.class);

  /** A reader costs a connection and a thread that sleeps. */
  static final int MAX_READERS = 1_000;

  /** Proxies cut lines that are silent for 30 seconds. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** A line that takes nothing for so long is dead. */
  private static final Duration MAX_WRITE = Duration.ofSeconds(30);

  /** Whoever lost a role sees nothing more after this. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private static final long RECONNECT_MILLIS = 2_000;
  private static final int LOOKED_AT = 200;
  private static final Duration PAUSE_AFTER_PULL = Duration.ofMillis(20);

  private final FeedTail tail;
  private final InstantSource clock;
  private final Semaphore readers = new Semaphore(MAX_READERS);
  private @Nullable Repeating pulling;

  LiveFeed(EventFeed feed, InstantSource clock) {
    this.tail = new FeedTail(feed);
    this.clock = clock;
  }

  synchronized void start(@Observes StartupEvent started) {
    pulling =
        Repeating.start(
            "catalog-feed",
            PAUSE_AFTER_PULL,
            tail::pull,
            failure -> LOG.debugf(failure, "feed.pull.failed"));
  }

  synchronized void stop(@Observes ShutdownEvent stopping) {
    tail.close();
    if (pulling != null) {
      pulling.close();
    }
  }

  /** Writes what comes, until the reader goes, the lifetime is over or the server stops. */
  void follow(Optional<Long> lastSeen, FeedFilter filter, SseEventSink sink, Sse sse) {
    if (!readers.tryAcquire()) {
      throw RefusedException.busy("%d readers follow the feed already".formatted(MAX_READERS));
    }
    try (sink) {
      long restarts = tail.restarts();
      long sequence = tail.start(lastSeen);
      Instant end = clock.instant().plus(LIFETIME);
      boolean open =
          send(sink, sse.newEventBuilder().reconnectDelay(RECONNECT_MILLIS).comment("").build());
      while (open && isCurrent(restarts) && clock.instant().isBefore(end)) {
        FeedTail.Look look = tail.after(sequence, filter, LOOKED_AT, HEARTBEAT);
        open = look.entries().isEmpty() ? beat(look, sequence, sink, sse) : write(look, sink, sse);
        sequence = Math.max(sequence, look.reached());
      }
    } finally {
      readers.release();
    }
  }

  private boolean isCurrent(long restarts) {
    return !tail.isClosed() && tail.restarts() == restarts;
  }

  /** Only silence needs a sign of life; what was filtered out is none, but soon followed by one. */
  private static boolean beat(FeedTail.Look look, long sequence, SseEventSink sink, Sse sse) {
    return look.reached() > sequence
        ? !sink.isClosed()
        : send(sink, sse.newEventBuilder().comment("").build());
  }

  private static boolean write(FeedTail.Look look, SseEventSink sink, Sse sse) {
    for (FeedEntry entry : look.entries()) {
      OutboundSseEvent event =
          sse.newEventBuilder()
              .id(Long.toString(entry.sequence()))
              .data(String.class, entry.json())
              .build();
      if (!send(sink, event)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the reader took it. */
  private static boolean send(SseEventSink sink, OutboundSseEvent event) {
    if (sink.isClosed()) {
      return false;
    }
    try {
      var _ =
          sink.send(event).toCompletableFuture().get(MAX_WRITE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf(e, "feed.reader.gone");
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "a reader of events was interrupted", e);
    }
  }
}
