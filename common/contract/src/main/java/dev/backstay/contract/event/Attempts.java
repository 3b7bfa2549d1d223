package dev.backstay.contract.event;

/** The form of attempt numbers. */
final class Attempts {
  private Attempts() {}

  static void check(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, not " + attempt);
    }
  }
}
