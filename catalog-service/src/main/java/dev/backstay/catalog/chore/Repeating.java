package dev.backstay.catalog.chore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A piece of work that one thread does again and again until it is closed. The thread is joined by
 * {@link #close}. Work that fails is told of and done again after the pause.
 */
public final class Repeating implements AutoCloseable {
  private final CountDownLatch end = new CountDownLatch(1);
  private final Duration pause;
  private final Runnable work;
  private final Consumer<RuntimeException> failed;
  private final Thread thread;

  private Repeating(String name, Duration pause, Runnable work, Consumer<RuntimeException> failed) {
    this.pause = pause;
    this.work = work;
    this.failed = failed;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param pause between the end of one round and the begin of the next
   * @param failed is told why a round failed
   */
  public static Repeating start(
      String name, Duration pause, Runnable work, Consumer<RuntimeException> failed) {
    var repeating = new Repeating(name, pause, work, failed);
    repeating.thread.start();
    return repeating;
  }

  private void run() {
    do {
      try {
        work.run();
      } catch (RuntimeException e) {
        if (end.getCount() == 0) {
          return;
        }
        failed.accept(e);
      }
    } while (!isOver());
  }

  private boolean isOver() {
    try {
      return end.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends: a round that goes on is interrupted and waited for. */
  @Override
  public void close() {
    end.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "waiting for an end was interrupted", e);
    }
  }
}
