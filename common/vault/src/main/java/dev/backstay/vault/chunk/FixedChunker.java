package dev.backstay.vault.chunk;

import java.util.Objects;

/** Cuts every {@code maxBytes}; only a stream's last chunk is shorter. */
record FixedChunker(int maxBytes) implements Chunker {
  @Override
  public int cut(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    Objects.checkIndex(from, to); // not empty
    return to - from <= maxBytes ? to : from + maxBytes;
  }
}
