package dev.backstay.servicekit.work;

/** Workers at work. They end with it. Safe for any number of threads. */
public interface Work extends AutoCloseable {
  /** Takes no new jobs until {@link #resume}; those in hand go on. */
  void pause();

  /** Takes jobs again. */
  void resume();

  /** Jobs in hand: running, or waiting for their next try. */
  int inHand();

  /**
   * Interrupts what runs, gives every job in hand back to the group, and waits until the workers
   * have ended.
   */
  @Override
  void close();
}
