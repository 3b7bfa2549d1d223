package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How stores answer a thread that was asked to stop. */
public final class Interruption {
  private Interruption() {}

  /** Fails with {@code INTERRUPTED} when this thread's interrupt flag is set, and leaves it set. */
  public static void check(String call) {
    if (Thread.currentThread().isInterrupted()) {
      throw failure(call, null);
    }
  }

  /** The failure of a call whose wait was interrupted; sets the flag again. */
  public static BackstayException failure(String call, @Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return new BackstayException(ErrorCode.INTERRUPTED, call + " was interrupted", cause);
  }
}
