package dev.backstay.engine;

import java.util.ArrayList;
import java.util.List;

/** Parts of a file: in rising order, apart from each other, none empty. */
public record ByteRanges(List<ByteRange> ranges) {
  /** No part at all. */
  public static final ByteRanges NONE = new ByteRanges(List.of());

  /** {@code length} bytes from {@code offset}. */
  public record ByteRange(long offset, long length) {
    public ByteRange {
      if (offset < 0 || length <= 0) {
        throw new IllegalArgumentException("no range: " + offset + " + " + length);
      }
    }

    /** Where the first byte behind it is. */
    public long end() {
      return offset + length;
    }
  }

  public ByteRanges {
    ranges = List.copyOf(ranges);
    for (int at = 1; at < ranges.size(); at++) {
      if (ranges.get(at).offset() <= ranges.get(at - 1).end()) {
        throw new IllegalArgumentException("ranges that touch or are out of order at " + at);
      }
    }
  }

  /** One part. */
  public static ByteRanges of(long offset, long length) {
    return length == 0 ? NONE : new ByteRanges(List.of(new ByteRange(offset, length)));
  }

  /** Collects ranges that come in rising order and may touch or overlap. */
  public static final class Builder {
    private final List<ByteRange> ranges = new ArrayList<>();

    public Builder add(long offset, long length) {
      if (length == 0) {
        return this;
      }
      ByteRange last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && offset <= last.end()) {
        long end = Math.max(last.end(), offset + length);
        ranges.set(ranges.size() - 1, new ByteRange(last.offset(), end - last.offset()));
      } else {
        ranges.add(new ByteRange(offset, length));
      }
      return this;
    }

    public ByteRanges build() {
      return new ByteRanges(ranges);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** The sum of all lengths. */
  public long bytes() {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  /** Whether any byte of {@code length} from {@code offset} is in a part. */
  public boolean touches(long offset, long length) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      ByteRange range = ranges.get(middle);
      if (range.end() <= offset) {
        low = middle + 1;
      } else if (range.offset() >= offset + length) {
        high = middle - 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
