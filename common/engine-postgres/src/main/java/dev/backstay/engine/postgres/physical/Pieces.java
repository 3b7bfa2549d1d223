package dev.backstay.engine.postgres.physical;

import org.jspecify.annotations.Nullable;

/** Bytes of a file as they arrive; for one thread. */
interface Pieces extends AutoCloseable {
  /**
   * The most that comes as one piece; a multiple of every page size. Small, so that arrays of it
   * are no burden to a small heap.
   */
  int MAX_BYTES = 256 << 10;

  byte[] NO_ROOM = new byte[0];

  /** A multiple of every page size: what is read in more than one piece is cut there. */
  int PAGES_BYTES = 32 << 10;

  /**
   * The next piece, blocking until it is there; null at the end. Valid until the next call, and the
   * reader's to change until then.
   *
   * @param room where it may be put: from {@code from} on, and as long as {@code length} at the
   *     most; the piece tells whether it was
   */
  @Nullable Piece next(byte[] room, int from, int length);

  /** The same for a reader that has no room of its own. */
  default @Nullable Piece next() {
    return next(NO_ROOM, 0, 0);
  }

  /** Releases what it holds, read to its end or not. Closing twice has no effect. */
  @Override
  void close();
}
