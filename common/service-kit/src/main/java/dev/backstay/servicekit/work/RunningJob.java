package dev.backstay.servicekit.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One run of a handler on a thread of its own. The work that started it ends it. */
final class RunningJob {
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Thread thread;

  private RunningJob(String name, Supplier<Outcome> run) {
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                outcome.complete(run.get());
              } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(e);
              }
            });
  }

  static RunningJob start(String name, Supplier<Outcome> run) {
    RunningJob job = new RunningJob(name, run);
    job.thread.start();
    return job;
  }

  /** Waits for the end; false when the job still runs after a while. */
  boolean endsWithin(Duration wait) throws InterruptedException {
    try {
      outcome.get(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  boolean hasEnded() {
    return outcome.isDone();
  }

  /** The outcome of a job that has ended. */
  Outcome outcome() {
    return outcome.join();
  }

  void interrupt() {
    thread.interrupt();
  }
}
