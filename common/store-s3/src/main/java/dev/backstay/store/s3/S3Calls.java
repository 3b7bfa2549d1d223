package dev.backstay.store.s3;

import dev.backstay.store.Interruption;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Runs one request after the other to its end: answered, failed with one of our own errors, out of
 * time, or interrupted. Each runs on a virtual thread of its own, whose sockets an interrupt
 * closes, while the caller waits; the thread has ended when the call returns.
 */
final class S3Calls {
  /**
   * How long an abandoned request may take to end. Only the resolution of a host's name cannot be
   * interrupted; nothing of a payload has been sent then.
   */
  private static final Duration ABANDON_GRACE = Duration.ofSeconds(2);

  /** A request to the server. */
  interface Request<T> {
    T send(S3Client client) throws IOException;
  }

  private final S3Connection connection;
  private final S3Failures failures;
  private final Duration limit;

  S3Calls(S3Connection connection, S3Failures failures, Duration limit) {
    this.connection = connection;
    this.failures = failures;
    this.limit = limit;
  }

  /** Sends a request that may be repeated, whatever became of it. */
  <T> T repeatable(String doing, Request<T> request) {
    return run(new S3Failures.Attempt(doing, false), request);
  }

  /** Sends a request of which the caller must know whether it took effect. */
  <T> T decisive(String doing, Request<T> request) {
    return run(new S3Failures.Attempt(doing, true), request);
  }

  private <T> T run(S3Failures.Attempt attempt, Request<T> request) {
    Interruption.check(attempt.doing());
    FutureTask<T> task = new FutureTask<>(() -> request.send(connection.client()));
    Thread thread = Thread.ofVirtual().name("s3 " + attempt.doing()).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failures.translate(attempt, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      abandon(thread);
      throw failures.outOfTime(attempt, e);
    } catch (InterruptedException e) {
      abandon(thread);
      throw Interruption.failure(attempt.doing(), e);
    }
  }

  private static void abandon(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    long end = System.nanoTime() + ABANDON_GRACE.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
