package dev.backstay.policy;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant. */
final class Suggestion {
  /** No name of a policy is longer, and the distance is quadratic. */
  private static final int MAX_LENGTH = 64;

  private Suggestion() {}

  /** The nearest of the names, if it is near: at most a third of the letters differ. */
  static Optional<String> nearest(String text, Collection<String> names) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String best = null;
    int least = Math.max(1, (text.length() + 1) / 3) + 1;
    for (String name : names) {
      int distance = distance(text, name);
      if (distance < least) {
        best = name;
        least = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The least number of letters to insert, delete or replace (Levenshtein). */
  static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    int[] current = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[right.length()];
  }
}
