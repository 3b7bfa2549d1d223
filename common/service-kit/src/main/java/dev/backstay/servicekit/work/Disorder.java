package dev.backstay.servicekit.work;

import java.util.random.RandomGenerator;

/**
 * What a broker is allowed to do to a group, by chance that a seed replays.
 *
 * @param random decides
 * @param shuffle events in any order
 * @param twice how many of a hundred events are given out twice
 */
public record Disorder(RandomGenerator random, boolean shuffle, int twice) {
  /** In order, once. */
  public static Disorder none(RandomGenerator random) {
    return new Disorder(random, false, 0);
  }

  /** In any order, every third event twice. */
  public static Disorder allowed(RandomGenerator random) {
    return new Disorder(random, true, 33);
  }

  boolean again() {
    return random.nextInt(100) < twice;
  }

  int choose(int count) {
    return shuffle ? random.nextInt(count) : 0;
  }
}
