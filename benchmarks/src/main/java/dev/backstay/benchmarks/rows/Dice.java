package dev.backstay.benchmarks.rows;

/**
 * The random numbers of one row: SplitMix64 from a seed made of the table and the row's number, so
 * that any row can be made alone and is the same on every machine. Confined to one thread.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** Starts the numbers of a row. */
  void seat(long table, long row) {
    state = table * GOLDEN_GAMMA ^ row * 0xd1342543de82ef95L;
    next();
  }

  long next() {
    state += GOLDEN_GAMMA;
    long word = state;
    word = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
    word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
    return word ^ (word >>> 31);
  }

  /** Evenly from {@code [0, bound)}. */
  long below(long bound) {
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /** Evenly from {@code [from, to]}. */
  int between(int from, int to) {
    return from + (int) below(to - from + 1L);
  }

  boolean oneIn(int odds) {
    return below(odds) == 0;
  }

  <T> T of(T[] choices) {
    return choices[(int) below(choices.length)];
  }
}
