package dev.backstay.contract;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The end of threads, brought about by whoever owns them: it never leaves one behind. */
public final class OwnedThreads {
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  private OwnedThreads() {}

  /** Interrupts a thread and waits for its end; does nothing when it never started. */
  public static void end(Thread thread) {
    end(List.of(thread), NEVER);
  }

  /** The same for several, which end side by side. */
  public static void end(Collection<Thread> threads) {
    end(threads, NEVER);
  }

  /**
   * The same for a thread in foreign code, which may take an interrupt for a failure of its own.
   *
   * @param again after this it is interrupted once more
   */
  public static void end(Thread thread, Duration again) {
    end(List.of(thread), again);
  }

  private static void end(Collection<Thread> threads, Duration again) {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          if (!thread.join(again)) {
            thread.interrupt();
          }
        } catch (InterruptedException e) {
          interrupted = true; // the thread ends by itself now: wait for it
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
