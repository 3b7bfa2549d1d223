package dev.backstay.benchmarks.rows;

/** Free text: words of which few are frequent and many are rare, in sentences, with references. */
final class Prose {
  private Prose() {}

  /** Adds so many words. */
  static void write(RowWriter row, Dice dice, int words) {
    int sentence = 0;
    for (int i = 0; i < words; i++) {
      if (i > 0) {
        row.text(' ');
      }
      if (dice.oneIn(18)) {
        row.text('#').number(dice.below(1_000_000), 4);
      } else {
        row.text(word(dice));
      }
      sentence++;
      if (sentence > 5 && dice.oneIn(9)) {
        row.text('.');
        sentence = 0;
      }
    }
  }

  /** The product of two even numbers favours the words at the front, much as language does. */
  private static byte[] word(Dice dice) {
    long place = Math.unsignedMultiplyHigh(dice.next(), dice.below(Words.PROSE.length) + 1);
    return Words.PROSE[(int) place];
  }
}
