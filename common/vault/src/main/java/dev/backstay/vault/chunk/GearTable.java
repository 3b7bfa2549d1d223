package dev.backstay.vault.chunk;

/**
 * The 256 random words of the gear hash, one for each byte value. They are the first 256 outputs of
 * SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014) from
 * {@link #SEED}, so that any program can make them again. Cut points depend on every one of them:
 * they are for ever, and a test pins them.
 */
final class GearTable {
  /** The ASCII bytes of "backstay". */
  static final long SEED = 0x6261636b73746179L;

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private GearTable() {}

  /** A fresh copy of the table. */
  static long[] create() {
    long[] table = new long[256];
    long state = SEED;
    for (int i = 0; i < table.length; i++) {
      state += GOLDEN_GAMMA;
      long word = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
      word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
      table[i] = word ^ (word >>> 31);
    }
    return table;
  }
}
