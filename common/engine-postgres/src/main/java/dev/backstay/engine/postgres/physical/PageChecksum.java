package dev.backstay.engine.postgres.physical;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksum of a page: 32 sums by FNV-1a with one shift more, side by side over the page's
 * little-endian words with the checksum's own field taken as zero, two rounds of zeros at the end,
 * folded into one, mixed with the block's number, reduced to 1 … 65535.
 *
 * <pre>
 *   page := lsn.high u32, lsn.low u32, checksum u16, flags u16, lower u16, upper u16, …
 * </pre>
 *
 * Confined to one thread.
 */
final class PageChecksum {
  private static final int SUMS = 32;
  private static final int PRIME = 16777619;
  private static final int CHECKSUM_WORD = 2;
  private static final int WITHOUT_CHECKSUM = 0xFFFF0000;
  private static final int[] BASES = {
    0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
    0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
    0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
    0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
  };

  private final int[] words;
  private final int[] sums = new int[SUMS];

  PageChecksum(int pageBytes) {
    this.words = new int[pageBytes / Integer.BYTES];
  }

  /** The checksum that a page at a block of its fork should have. */
  int of(byte[] bytes, int from, long block) {
    // A plain array of ints is what the compiler turns into vector instructions.
    ByteBuffer.wrap(bytes, from, words.length * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(words);
    words[CHECKSUM_WORD] &= WITHOUT_CHECKSUM;
    System.arraycopy(BASES, 0, sums, 0, SUMS);
    for (int row = 0; row < words.length; row += SUMS) {
      mix(row);
    }
    int folded = 0;
    for (int column = 0; column < SUMS; column++) {
      int sum = sums[column];
      sum = sum * PRIME ^ (sum >>> 17);
      sum = sum * PRIME ^ (sum >>> 17);
      folded ^= sum;
    }
    return Integer.remainderUnsigned(folded ^ (int) block, 65535) + 1;
  }

  private void mix(int row) {
    for (int column = 0; column < SUMS; column++) {
      int mixed = sums[column] ^ words[row + column];
      sums[column] = mixed * PRIME ^ (mixed >>> 17);
    }
  }
}
