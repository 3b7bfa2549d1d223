package dev.backstay.cli.platform;

import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** How the platform's values are written for people. */
final class Words {
  static final String NONE = "-";
  private static final double MILLIS_PER_SECOND = 1_000;

  private Words() {}

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  static String time(Optional<Instant> instant, World world) {
    return instant.map(known -> Wording.time(known, world.zone())).orElse(NONE);
  }

  /** How long ago an instant was. */
  static String age(Optional<Instant> instant, World world) {
    return instant
        .map(known -> Wording.age(Duration.between(known, world.clock().instant())))
        .orElse(NONE);
  }

  /** {@code PT1.25S} as {@code 1.3 s}, {@code PT1H} as {@code 1 hour}. */
  static String duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      return duration.compareTo(Duration.ofMinutes(1)) < 0
          ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND)
          : Wording.age(duration);
    } catch (DateTimeParseException e) {
      return NONE;
    }
  }

  /** {@code INCREMENTAL} as {@code incremental}. */
  static String lower(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code lastBackup} as {@code last backup}. */
  static String label(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
