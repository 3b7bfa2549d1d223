package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;

/** A piece of an object: {@code length} bytes from {@code offset} on. */
public record ByteRange(long offset, int length) {
  public ByteRange {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("not a range: " + length + " bytes at " + offset);
    }
  }

  /** The offset of the first byte after the range. */
  public long end() {
    return Math.addExact(offset, length);
  }

  /** Fails with {@code OBJECT_CORRUPT} when an object of this size ends before the range does. */
  public void requireWithin(BlobName name, long size) {
    if (end() > size) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          name + " ends at byte " + size + ", before the range " + offset + " to " + end());
    }
  }
}
