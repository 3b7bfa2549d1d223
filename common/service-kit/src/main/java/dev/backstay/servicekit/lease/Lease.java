package dev.backstay.servicekit.lease;

/** A lease that was taken. Closing it gives it back. */
public interface Lease extends AutoCloseable {
  /** Greater than that of every earlier lease of the same name. */
  long fence();

  /** Whether it is still ours, as far as the last renewal told. */
  boolean isHeld();

  /** Gives it back, unless it was lost. */
  @Override
  void close();
}
