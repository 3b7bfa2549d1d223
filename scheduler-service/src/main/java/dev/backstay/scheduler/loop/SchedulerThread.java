package dev.backstay.scheduler.loop;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a scheduler: it looks, sleeps, and looks again until it is closed. A look that
 * fails is kept as {@link #failure} and tried again: there is nothing better to do, and the missing
 * sign of life tells everyone.
 */
public final class SchedulerThread implements AutoCloseable {
  /** After a failed look: soon enough to be on time, rare enough to spare a struggling broker. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private static final System.Logger LOG = System.getLogger(SchedulerThread.class.getName());

  private final Scheduler scheduler;
  private final Sleeper sleeper;
  private final Thread thread;
  private volatile @Nullable BackstayException failure;

  private SchedulerThread(Scheduler scheduler, Sleeper sleeper) {
    this.scheduler = scheduler;
    this.sleeper = sleeper;
    this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
  }

  /** Starts a scheduler, which must belong to no other thread. Ended by {@link #close}. */
  public static SchedulerThread start(Scheduler scheduler, Sleeper sleeper) {
    SchedulerThread started = new SchedulerThread(scheduler, sleeper);
    started.thread.start();
    return started;
  }

  /** Why the last look failed; empty when it did not. */
  public Optional<BackstayException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Ends the thread and waits for its end. A look under way may still tell its events. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while the scheduler was ending", e);
    }
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        sleeper.sleep(look());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // only close() does that: the loop ends
      }
    }
  }

  private Duration look() {
    try {
      Duration pause = scheduler.look();
      if (failure != null) {
        LOG.log(Level.INFO, "the scheduler works again");
      }
      failure = null;
      return pause;
    } catch (BackstayException e) {
      fail(e);
    } catch (RuntimeException e) {
      fail(new BackstayException(ErrorCode.INTERNAL, "the scheduler stumbled: " + e, e));
    }
    return RETRY;
  }

  /** Told in the log once, not every few seconds. */
  private void fail(BackstayException reason) {
    if (failure == null && reason.code() != ErrorCode.INTERRUPTED) {
      LOG.log(Level.WARNING, "nothing is asked for: {0}", reason.getMessage());
    }
    failure = reason;
  }
}
