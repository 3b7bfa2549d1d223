package dev.backstay.retention;

/** A number of days in words. */
final class Age {
  private Age() {}

  static String words(long days) {
    return days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
  }

  /** The instants that the stream of so many days leads to. */
  static String window(int days) {
    return days == 0 ? "the newest instant" : "any instant of the last " + words(days);
  }
}
