package dev.backstay.vault.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.OwnedThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A crew of threads that share a bounded queue of jobs, each thread with a bench of its own:
 * whatever a job needs that only one thread may use. The first failure ends the crew: jobs still
 * queued are dropped, and everyone who submits or drains afterwards is told. Closing joins the
 * threads.
 */
public final class Workers implements AutoCloseable {
  /** How often a waiting thread looks whether the crew has failed. */
  private static final long LOOK_MILLIS = 100;

  private final BlockingQueue<Job> queue;
  private final List<Thread> threads = new ArrayList<>();
  private final Object lock = new Object();
  private long pending;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /** What a worker does with its bench. */
  @FunctionalInterface
  public interface Job {
    void run(Workbench bench) throws Exception;
  }

  public Workers(String name, int count, int queued, Supplier<Workbench> bench) {
    queue = new ArrayBlockingQueue<>(queued);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(() -> work(bench)));
    }
  }

  /** Queues a job; waits while the queue is full. */
  public void submit(Job job) {
    synchronized (lock) {
      pending++;
    }
    boolean queued = false;
    try {
      while (!queued) {
        throwFailure();
        queued = queue.offer(job, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted while handing work over", e);
    } finally {
      if (!queued) {
        done();
      }
    }
  }

  private void done() {
    synchronized (lock) {
      pending--;
      lock.notifyAll();
    }
  }

  /** Waits until every job submitted so far is done; throws what any of them threw. */
  public void drain() {
    synchronized (lock) {
      while (pending > 0 && failure == null) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new BackstayException(
              ErrorCode.INTERRUPTED, "interrupted while waiting for work to end", e);
        }
      }
    }
    throwFailure();
  }

  /** Ends the crew as a failure of one of its jobs would. */
  public void fail(Throwable cause) {
    synchronized (lock) {
      if (failure == null) {
        failure = cause;
      }
      lock.notifyAll();
    }
  }

  /** Throws the first failure, if there was one. */
  public void throwFailure() {
    Throwable cause = failure;
    switch (cause) {
      case null -> {}
      case BackstayException e ->
          throw new BackstayException(e.code(), String.valueOf(e.getMessage()), e);
      case OutOfMemoryError e ->
          throw new BackstayException(
              ErrorCode.MEMORY_SHORT, "the heap is too small for this vault", e);
      default ->
          throw new BackstayException(ErrorCode.INTERNAL, "a worker failed: " + cause, cause);
    }
  }

  /**
   * Drops what is queued and joins the threads; a job that runs is interrupted, and whoever still
   * submits or drains is told.
   */
  @Override
  public void close() {
    closed = true;
    fail(new BackstayException(ErrorCode.INTERRUPTED, "the work was ended before it was done"));
    OwnedThreads.end(threads);
  }

  private void work(Supplier<Workbench> supplier) {
    try (Workbench bench = supplier.get()) {
      while (!closed) {
        Job job = queue.take();
        if (failure == null) {
          job.run(bench);
        }
        done();
      }
    } catch (InterruptedException e) {
      if (!closed) {
        fail(e);
      }
    } catch (Throwable e) {
      fail(e);
    }
  }
}
