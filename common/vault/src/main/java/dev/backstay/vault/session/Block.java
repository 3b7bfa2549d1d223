package dev.backstay.vault.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A buffer that a reader fills and whose chunks workers use; it returns to its pool when the last
 * of them is done.
 */
final class Block {
  private final byte[] bytes;
  private final BlockPool pool;
  private final AtomicInteger users = new AtomicInteger();

  /** Up to where the buffer is filled; only the reader that holds the block touches it. */
  int filled;

  Block(byte[] bytes, BlockPool pool) {
    this.bytes = bytes;
    this.pool = pool;
  }

  byte[] bytes() {
    return bytes;
  }

  int room() {
    return bytes.length - filled;
  }

  void retain() {
    users.incrementAndGet();
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      pool.recycle(this);
    }
  }
}
