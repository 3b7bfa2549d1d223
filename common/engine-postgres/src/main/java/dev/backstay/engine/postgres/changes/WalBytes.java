package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;

/**
 * The WAL of one cluster by position, wherever it is kept: a folder of segments, frames, roll-ups.
 * Read forward in large steps, each position about once; asked by one thread.
 */
@FunctionalInterface
public interface WalBytes {
  /**
   * Copies WAL from a position on, as much as fits and is at hand.
   *
   * @return how many bytes were copied: at least one, or 0 when this position is not held
   */
  int read(int timeline, Lsn from, ByteBuffer target);
}
