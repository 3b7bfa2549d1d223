package dev.backstay.cli.platform.api;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs one exchange so that an interrupt ends it at once. A platform thread stays in the read of a
 * socket whatever happens; a virtual one leaves it, and the socket is closed. That thread has ended
 * when the call returns.
 */
final class Interruptible {
  private Interruptible() {}

  static <T> T call(Callable<T> exchange) {
    FutureTask<T> task = new FutureTask<>(exchange);
    Thread thread = Thread.ofVirtual().name("api").start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackstayException failure) {
        throw failure;
      }
      throw new BackstayException(
          ErrorCode.INTERNAL, "a call of the platform failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      end(thread);
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "ended while waiting for the platform, which goes on", e);
    }
  }

  private static void end(Thread thread) {
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        thread.interrupt(); // asked once more; the exchange is ended already
      }
    }
  }
}
