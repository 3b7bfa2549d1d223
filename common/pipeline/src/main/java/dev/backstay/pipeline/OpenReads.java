package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Counts the contents that are still to be read and stored, and keeps what made the first one fail
 * for good. Any thread may tell; the capture's thread waits.
 */
final class OpenReads {
  /** How often a wait looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  private int open;
  private @Nullable Throwable failure;

  synchronized void begin() {
    open++;
  }

  synchronized void end() {
    open--;
    notifyAll();
  }

  synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    notifyAll();
  }

  /**
   * Waits until nothing is open; throws what failed.
   *
   * @param look throws what made the session fail, after which no content is read any more
   */
  synchronized void await(Runnable look) {
    try {
      while (open > 0 && failure == null) {
        look.run();
        wait(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "the backup was interrupted; no snapshot was published", e);
    }
    throwFailure();
  }

  synchronized void throwFailure() {
    if (failure != null) {
      throw coded(failure);
    }
  }

  /** The failure of another thread, as one of the thread that waited for it. */
  static BackstayException coded(Throwable failure) {
    return failure instanceof BackstayException cause
        ? new BackstayException(cause.code(), String.valueOf(cause.getMessage()), cause)
        : new BackstayException(
            ErrorCode.INTERNAL, "a directory could not be stored: " + failure, failure);
  }
}
