package dev.backstay.vault.session;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of blocks: the bound on how much a session reads ahead of its workers. A reader
 * that ends within a block hands it on to the next reader, so that small files share blocks.
 */
final class BlockPool {
  /** How often a waiting reader looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  private final int blockBytes;
  private final int limit;
  private final Runnable throwFailure;
  private final Deque<Block> free = new ArrayDeque<>();
  private final Deque<Block> begun = new ArrayDeque<>();
  private int made;

  BlockPool(int blockBytes, int limit, Runnable throwFailure) {
    this.blockBytes = blockBytes;
    this.limit = limit;
    this.throwFailure = throwFailure;
  }

  /**
   * A block held by the caller with at least {@code room} free bytes, which may have been begun by
   * another reader.
   */
  synchronized Block take(int room) {
    while (true) {
      throwFailure.run();
      Block block = begun(room);
      if (block == null) {
        block = fresh();
      }
      if (block != null) {
        return block;
      }
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "interrupted while waiting for memory", e);
      }
    }
  }

  /** Hands a held block on to the next reader, or lets it go when it is nearly full. */
  void handOn(Block block) {
    if (block.room() >= blockBytes / 4) {
      synchronized (this) {
        begun.addLast(block);
        notifyAll();
      }
    } else {
      block.release();
    }
  }

  synchronized void recycle(Block block) {
    block.filled = 0;
    free.addLast(block);
    notifyAll();
  }

  private @Nullable Block begun(int room) {
    Block block = begun.pollFirst();
    if (block != null && block.room() < room) {
      block.release();
      return null;
    }
    return block;
  }

  private @Nullable Block fresh() {
    Block block = free.pollFirst();
    if (block == null && made < limit) {
      made++;
      block = new Block(new byte[blockBytes], this);
    }
    if (block != null) {
      block.retain();
    }
    return block;
  }
}
