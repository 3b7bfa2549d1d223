package dev.backstay.engine.postgres.physical;

import org.jspecify.annotations.Nullable;

/** Bytes of a file as they arrive; for one thread. */
interface Pieces extends AutoCloseable {
  /**
   * The most that comes as one piece; a multiple of every page size. Small, so that arrays of it
   * are no burden to a small heap.
   */
  int MAX_BYTES = 256 << 10;

  /**
   * The next piece, blocking until it is there; null at the end. Valid until the next call, and the
   * reader's to change until then.
   */
  @Nullable Piece next();

  /** Releases what it holds, read to its end or not. Closing twice has no effect. */
  @Override
  void close();
}
