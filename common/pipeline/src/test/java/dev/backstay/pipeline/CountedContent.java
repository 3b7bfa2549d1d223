package dev.backstay.pipeline;

import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ChangedContent;
import dev.backstay.engine.FileInput;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in memory that count how many of them are read. */
final class CountedContent implements ChangedContent {
  private final byte[] bytes;
  private final ByteRanges changed;
  private final AtomicLong bytesRead = new AtomicLong();

  CountedContent(byte[] bytes, ByteRanges changed) {
    this.bytes = bytes;
    this.changed = changed;
  }

  /** Of which everything may have changed. */
  CountedContent(byte[] bytes) {
    this(bytes, ByteRanges.of(0, bytes.length));
  }

  long size() {
    return bytes.length;
  }

  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public ByteRanges changed() {
    return changed;
  }

  @Override
  public FileInput open() {
    return open(0, bytes.length);
  }

  @Override
  public FileInput open(long offset, long length) {
    return open(ByteRanges.of(offset, length));
  }

  @Override
  public FileInput open(ByteRanges parts) {
    byte[] read = new byte[(int) parts.bytes()];
    int filled = 0;
    for (ByteRanges.ByteRange part : parts.ranges()) {
      int count = (int) Math.max(0, Math.min(part.end(), bytes.length) - part.offset());
      if (count > 0) {
        System.arraycopy(bytes, (int) part.offset(), read, filled, count);
        filled += count;
      }
    }
    bytesRead.addAndGet(filled);
    return new BytesContent(Arrays.copyOf(read, filled)).open();
  }
}
