package dev.backstay.cli.platform;

import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.policy.HumanDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A beginning as people write it: an instant, or how long ago. */
final class Since {
  private Since() {}

  static Instant parse(String text, World world) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      return before(text, world);
    }
  }

  private static Instant before(String text, World world) {
    try {
      return world.clock().instant().minus(HumanDuration.parse(text));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "--since is for example 36h, 7d or 2026-11-20T03:00:00Z", e);
    }
  }
}
