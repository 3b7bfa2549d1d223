package dev.backstay.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the pieces of a payload one after the other. Confined to its reader's thread. */
final class PayloadInputStream extends InputStream {
  private final List<ByteBuffer> pieces;
  private int current;

  PayloadInputStream(List<ByteBuffer> pieces) {
    this.pieces = pieces;
  }

  @Override
  public int read() {
    return advance() ? pieces.get(current).get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    ByteBuffer piece = pieces.get(current);
    int count = Math.min(length, piece.remaining());
    piece.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return advance() ? pieces.get(current).remaining() : 0;
  }

  private boolean advance() {
    while (current < pieces.size() && !pieces.get(current).hasRemaining()) {
      current++;
    }
    return current < pieces.size();
  }
}
