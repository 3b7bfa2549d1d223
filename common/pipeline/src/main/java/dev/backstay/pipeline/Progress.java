package dev.backstay.pipeline;

/** Learns how far a long run is. Called from many threads, often: quick, and never throwing. */
public interface Progress {
  /** Nobody watches. */
  Progress NONE = new Progress() {};

  /** Whether the total is worth finding out beforehand. */
  default boolean wantsTotal() {
    return false;
  }

  /** How much there is to do in all, as far as it is known; may be told several times. */
  default void total(long files, long bytes) {}

  /** So much more is done. */
  default void advance(long files, long bytes) {}

  /** What is being worked on. */
  default void current(String path) {}
}
