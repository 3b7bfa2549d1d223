package dev.backstay.vault.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.Semaphore;

/**
 * The bound on how many bytes of whole packs are in memory at once, whatever the number of threads.
 * An object over the whole budget gets all of it, alone.
 */
public final class ByteBudget {
  /** A semaphore counts ints: budgets are kept in pieces of this many bytes. */
  private static final int UNIT_BYTES = 64 << 10;

  private final Semaphore units;
  private final int limit;

  public ByteBudget(long bytes) {
    limit = Math.toIntExact(Math.max(1, bytes / UNIT_BYTES));
    units = new Semaphore(limit, true);
  }

  /** Work on bytes that were taken from the budget. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  /** Waits until {@code bytes} are free, and does the work while they are taken. */
  public void within(long bytes, Task task) throws Exception {
    int count = (int) Math.min(limit, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
    try {
      units.acquire(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted while waiting for memory", e);
    }
    try {
      task.run();
    } finally {
      units.release(count);
    }
  }
}
