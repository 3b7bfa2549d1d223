package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.stream.WalSpace;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All continuous captures of a dumper: a worker for each source whose log is captured, one thread
 * that rolls up, one that tells. Closing it ends every thread; what was not stored yet was not
 * confirmed, and comes again.
 */
public final class Streams implements AutoCloseable {
  /** Between two looks whether staging has a vault. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** A driver may take an interrupt for a failure of its connection: then it comes again. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Streams.class.getName());

  private final List<Thread> threads = new ArrayList<>();

  private Streams() {}

  /** Starts everything; does nothing where the policy has no such source. */
  public static Streams start(StreamGround ground, StreamPaces paces) {
    var streams = new Streams();
    List<Captured> sources = Captured.of(ground.policy().get());
    if (sources.isEmpty()) {
      return streams;
    }
    var news = new StreamNews(ground, sources.stream().map(Captured::name).toList());
    streams.thread("stream-news", ground, news);
    streams.thread("roll-ups", ground, new RollUps(ground, sources, paces));
    for (Captured source : sources) {
      streams.thread(
          "stream-" + source.name(),
          ground,
          () -> new StreamWorker(ground, source, paces, space(ground), news::wake).run());
    }
    return streams;
  }

  private static WalSpace space(StreamGround ground) {
    return new WalSpace(ground.vault().get().vault().store(), ground.frameBytes(), ground.clock());
  }

  /** Each begins when there is a vault. */
  private void thread(String name, StreamGround ground, Runnable task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              try {
                awaitVault(ground);
                task.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  private static void awaitVault(StreamGround ground) throws InterruptedException {
    while (true) {
      try {
        var _ = ground.vault().get();
        return;
      } catch (BackstayException e) {
        if (e.code() == ErrorCode.INTERRUPTED) {
          throw new InterruptedException(e.getMessage());
        }
        LOG.log(Logger.Level.DEBUG, "streams wait for the vault in staging", e);
        Thread.sleep(LOOK);
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        while (!thread.join(AGAIN)) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
