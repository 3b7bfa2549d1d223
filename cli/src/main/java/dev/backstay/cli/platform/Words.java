package dev.backstay.cli.platform;

import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How the platform's values are written for people. */
final class Words {
  static final String NONE = "-";

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

  /** {@code INCREMENTAL} as {@code incremental}. */
  static String lower(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code lastBackup} as {@code last backup}. */
  static String label(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
