package dev.backstay.cli.console;

import dev.backstay.contract.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** How numbers, spans and names are written for people. */
public final class Wording {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final long MILLIS_SHOWN_BELOW = 10_000;

  /** More names than that are not read. */
  private static final int LISTED = 5;

  private Wording() {}

  /** {@code 1 file}, {@code 1,234 files}. */
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 1 directory}, {@code 2 directories}. */
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The first few of many names: {@code a, b, c and 4 more}. */
  public static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
    return names.size() <= LISTED
        ? first
        : first + " and " + number(names.size() - LISTED) + " more";
  }

  public static String size(long bytes) {
    return new ByteSize(Math.max(0, bytes)).toString();
  }

  /** Bytes a second over a span; empty when the span is too short to tell. */
  public static String rate(long bytes, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1000.0;
    return seconds <= 0 ? "" : size((long) (bytes / seconds)) + "/s";
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3:05}, {@code 1:02:03}. */
  public static String span(Duration span) {
    long millis = Math.max(0, span.toMillis());
    if (millis < MILLIS_SHOWN_BELOW) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    return clock(seconds);
  }

  /** How long ago, in its largest unit: {@code 40 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < Duration.ofMinutes(2).toSeconds()) {
      return seconds + " s";
    }
    if (seconds < Duration.ofHours(2).toSeconds()) {
      return seconds / Duration.ofMinutes(1).toSeconds() + " min";
    }
    long hours = seconds / Duration.ofHours(1).toSeconds();
    return hours < Duration.ofDays(2).toHours() ? hours + " h" : hours / 24 + " d";
  }

  /** {@code 0:07}, {@code 3:05}, {@code 1:02:03}. */
  public static String clock(long seconds) {
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }

  public static String time(Instant instant, ZoneId zone) {
    return SECONDS.format(instant.atZone(zone));
  }

  /**
   * A name of whatever origin, made harmless for a terminal: control characters are written as
   * {@code \x1b}.
   */
  public static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (Character.isISOControl(c)) {
        safe.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }
}
