package dev.backstay.vault.chunk;

import dev.backstay.vault.Chunking;
import java.util.Objects;

/**
 * Cuts where the content says so: FastCDC with normalized chunking (Xia and others, 2016 and 2020).
 *
 * <p>The hash at a position is the sum over the {@value #WINDOW} bytes before it of {@code gear[b]
 * << age}, modulo 2^64, where the last byte has age 0. It is rolled by {@code hash = (hash << 1) +
 * gear[b]}; a byte older than the window has been shifted out. A chunk ends at the first position
 * at which
 *
 * <ul>
 *   <li>it has at least {@code minBytes} and fewer than {@code pivot}, and the hash's highest
 *       {@code log2(average) + 2} bits are zero; or
 *   <li>it has at least {@code pivot} bytes and the hash's highest {@code log2(average) - 1} bits
 *       are zero; or
 *   <li>it has {@code maxBytes}; or the stream ends.
 * </ul>
 *
 * <p>The pivot is half the average, at least {@code minBytes}: behind it a cut follows after half
 * the average in the mean, which puts the mean where the chunking promises it. Masks further apart,
 * as FastCDC has them, make lengths more even, but two streams that differ then take longer to
 * agree on a cut again: simulated, 2.5 averages of bytes are stored anew after an insertion instead
 * of 1.7.
 *
 * <p>The hash looks only at the window, never at where the chunk began, so two streams agree on
 * every cut soon after their contents do.
 */
final class GearChunker implements Chunker {
  /** Bytes the hash depends on: one for each of its bits. */
  private static final int WINDOW = 64;

  private static final long[] GEAR = GearTable.create();

  private final int minBytes;
  private final int pivotBytes;
  private final int maxBytes;
  private final int strictShift;
  private final int lenientShift;

  GearChunker(Chunking.ContentDefined chunking) {
    int averageBytes = chunking.averageBytes();
    int averageBits = Integer.numberOfTrailingZeros(averageBytes);
    this.minBytes = chunking.minBytes();
    this.maxBytes = chunking.maxBytes();
    this.pivotBytes = Math.max(minBytes, averageBytes / 2);
    this.strictShift = Long.SIZE - (averageBits + 2);
    this.lenientShift = Long.SIZE - (averageBits - 1);
  }

  @Override
  public int maxBytes() {
    return maxBytes;
  }

  @Override
  public int cut(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    Objects.checkIndex(from, to); // not empty
    int available = Math.min(to - from, maxBytes);
    int end = from + available;
    if (available <= minBytes) {
      return end;
    }
    int pivot = from + Math.min(pivotBytes, available);
    int cut = scan(bytes, from + minBytes, pivot, strictShift);
    if (cut < 0) {
      cut = scan(bytes, pivot, end, lenientShift);
    }
    return cut < 0 ? end : cut;
  }

  /**
   * The first position in {@code [from, to)} at which the hash, shifted right, is zero; -1 when
   * there is none. Kept this plain because rolling two bytes a step measured no faster.
   */
  private static int scan(byte[] bytes, int from, int to, int shift) {
    if (from >= to) {
      return -1;
    }
    long hash = hashAt(bytes, from);
    if (hash >>> shift == 0) {
      return from;
    }
    for (int position = from + 1; position < to; position++) {
      hash = (hash << 1) + GEAR[bytes[position - 1] & 0xff];
      if (hash >>> shift == 0) {
        return position;
      }
    }
    return -1;
  }

  private static long hashAt(byte[] bytes, int position) {
    long hash = 0;
    for (int i = position - WINDOW; i < position; i++) {
      hash = (hash << 1) + GEAR[bytes[i] & 0xff];
    }
    return hash;
  }
}
