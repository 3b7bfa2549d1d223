package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Foreign code on a platform thread of its own, that may hang: the caller waits for as long as it
 * says and no longer. The thread ends with what it runs.
 */
final class OwnThread {
  private OwnThread() {}

  static CompletableFuture<Void> run(String name, Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(() -> {
          try {
            work.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Waits; failures come as {@link ErrorCode#START_FAILED} with the sentence given. */
  static void await(CompletableFuture<?> done, Duration limit, String otherwise) {
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for the embedded broker", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BackstayException(
          ErrorCode.START_FAILED, otherwise + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, otherwise + " within " + limit.toSeconds() + " s", e);
    }
  }
}
