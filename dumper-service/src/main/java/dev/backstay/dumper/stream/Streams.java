package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.OwnedThreads;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.WalSpace;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All continuous captures of a dumper: a worker for each source whose log is captured by the policy
 * of now, one thread that rolls up, one that tells, and one that starts and ends them as the policy
 * changes. Closing it ends every thread; what was not stored yet was not confirmed, and comes
 * again.
 */
public final class Streams implements AutoCloseable {
  /** Between two looks at the policy, and whether staging has a vault. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** A driver may take an interrupt for a failure of its connection: then it comes again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Streams.class.getName());

  private final StreamGround ground;
  private final StreamPaces paces;
  private final StreamNews news;
  private final SlotRemoval removal;
  private final Map<SourceName, Running> running = new HashMap<>();
  private final List<Thread> common = new ArrayList<>();
  private final Thread thread;
  private volatile List<Captured> captured = List.of();

  private Streams(StreamGround ground, StreamPaces paces) {
    this.ground = ground;
    this.paces = paces;
    this.news = new StreamNews(ground);
    this.removal = new SlotRemoval(ground, news, paces.release());
    this.thread = Thread.ofVirtual().name("streams").unstarted(this::run);
  }

  /** A source that is captured, as the policy had it, and by which thread. */
  private record Running(Captured source, Thread thread) {}

  /** Starts everything; waits while the policy has no such source. */
  public static Streams start(StreamGround ground, StreamPaces paces) {
    var streams = new Streams(ground, paces);
    streams.thread.start();
    return streams;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.values().forEach(each -> each.thread().interrupt());
      common.forEach(Thread::interrupt);
      running.values().forEach(each -> end(each.thread()));
      common.forEach(Streams::end);
    }
  }

  private void look() throws InterruptedException {
    try {
      List<Captured> wanted = Captured.of(ground.policy().get());
      if (!wanted.isEmpty() || !running.isEmpty()) {
        var _ = ground.vault().get();
        follow(wanted);
      }
      removal.attempt(wanted);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      LOG.log(Logger.Level.DEBUG, "streams wait for the vault in staging", e);
    } catch (RuntimeException e) {
      // A defect must not leave the policy unheard for good.
      LOG.log(Logger.Level.ERROR, "streams could not follow the policy", e);
    }
  }

  /** A source that is to be captured otherwise begins anew; its slot stays. */
  private void follow(List<Captured> wanted) {
    captured = List.copyOf(wanted);
    if (common.isEmpty()) {
      common.add(start("stream-news", news));
      common.add(start("roll-ups", new RollUps(ground, () -> captured, paces, news::wake)));
    }
    for (Running each : List.copyOf(running.values())) {
      if (wanted.stream().noneMatch(each.source()::streamsLike)) {
        end(each.thread());
        running.remove(each.source().name());
        LOG.log(Logger.Level.INFO, "stream ended by the policy source={0}", each.source().name());
        leave(each.source(), wanted);
      }
    }
    for (Captured source : wanted) {
      if (!running.containsKey(source.name())) {
        removal.cancel(source);
        var worker = new StreamWorker(ground, source, paces, space(), news);
        running.put(source.name(), new Running(source, start("stream-" + source.name(), worker)));
      }
    }
  }

  private void leave(Captured former, List<Captured> wanted) {
    Optional<Captured> now =
        wanted.stream().filter(source -> source.name().equals(former.name())).findFirst();
    if (now.isEmpty() || !now.get().wal().slot().equals(former.wal().slot())) {
      removal.add(former);
    }
  }

  private WalSpace space() {
    return new WalSpace(ground.vault().get().vault().store(), ground.frameBytes(), ground.clock());
  }

  private static Thread start(String name, Runnable task) {
    return Thread.ofVirtual().name(name).start(task);
  }

  /** Interrupts a thread until it has ended. */
  static void end(Thread thread) {
    OwnedThreads.end(thread, AGAIN);
  }

  @Override
  public void close() {
    end(thread);
  }
}
