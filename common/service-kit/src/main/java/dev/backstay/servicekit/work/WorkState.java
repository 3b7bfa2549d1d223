package dev.backstay.servicekit.work;

import java.time.Duration;

/**
 * Whether workers work, pause or end, and what they have in hand. Safe for any number of threads.
 */
final class WorkState {
  private boolean paused;
  private boolean closed;
  private int inHand;

  /** Waits as long as the work is paused; false when it is closed. */
  synchronized boolean awaitTurn() throws InterruptedException {
    while (paused && !closed) {
      wait();
    }
    return !closed;
  }

  /** Whether slots take new jobs. */
  synchronized boolean takes() {
    return !paused && !closed;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  /** Waits, but no longer than until the work is closed. */
  synchronized void rest(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    long left = wait.toMillis();
    while (left > 0 && !closed) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized void took() {
    inHand++;
  }

  synchronized void gave() {
    inHand--;
  }

  synchronized int inHand() {
    return inHand;
  }

  synchronized void pause() {
    paused = true;
  }

  synchronized void resume() {
    paused = false;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
