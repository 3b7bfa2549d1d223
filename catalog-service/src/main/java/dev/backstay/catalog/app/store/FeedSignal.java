package dev.backstay.catalog.app.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes who waits for events of this instance. Those that another instance took in are found by
 * looking now and then.
 */
@ApplicationScoped
class FeedSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private long count;
  private boolean closed;

  /** Something was kept. */
  void raise() {
    lock.lock();
    try {
      count++;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often it was raised. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it was raised more often than so, at most so long. */
  void await(long seen, Duration most) {
    lock.lock();
    try {
      long left = most.toNanos();
      while (count <= seen && !closed && left > 0) {
        left = raised.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "waiting for events was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  @PreDestroy
  void close() {
    lock.lock();
    try {
      closed = true;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
