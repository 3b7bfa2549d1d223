package dev.backstay.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How far a run was at one instant.
 *
 * @param rate bytes a second, lately
 * @param current what is being worked on; may be empty
 */
record ProgressLine(Duration elapsed, ProgressStage stage, long rate, String current) {
  /** Shorter names tell nothing. */
  private static final int MIN_NAME = 12;

  private static final String CUT = "…";

  /** How much is done, 0 to 1; 0 while the total is unknown. */
  double share() {
    if (stage.totalBytes() > 0) {
      return Math.min(1.0, (double) stage.bytes() / stage.totalBytes());
    }
    return stage.totalItems() > 0 ? Math.min(1.0, (double) stage.items() / stage.totalItems()) : 0;
  }

  /** Seconds to the end at the rate of late; none while that is a guess. */
  OptionalLong remainingSeconds() {
    long left = stage.totalBytes() - stage.bytes();
    return left > 0 && rate > 0 ? OptionalLong.of((left + rate - 1) / rate) : OptionalLong.empty();
  }

  /** One line for people, cut to so many columns. */
  String text(int columns) {
    StringBuilder line = new StringBuilder();
    if (stage.totalBytes() > 0 || stage.totalItems() > 0) {
      line.append(String.format(Locale.ROOT, "%5.1f %%  ", share() * 100));
    }
    if (stage.bytes() > 0 || stage.totalBytes() > 0) {
      line.append(Wording.size(stage.bytes()));
      if (stage.totalBytes() > 0) {
        line.append(" of ").append(Wording.size(stage.totalBytes()));
      }
      line.append("  ").append(Wording.size(rate)).append("/s  ");
    }
    line.append(Wording.number(stage.items())).append(' ').append(stage.name());
    if (remainingSeconds().isPresent()) {
      line.append("  ").append(Wording.clock(remainingSeconds().getAsLong())).append(" left");
    } else {
      line.append("  ").append(Wording.clock(elapsed.toSeconds()));
    }
    int room = columns - line.length() - 2;
    if (!current.isEmpty() && room >= MIN_NAME) {
      String name = Wording.printable(current);
      line.append("  ");
      line.append(
          name.length() <= room ? name : CUT + name.substring(name.length() - room + CUT.length()));
    }
    return line.length() <= columns ? line.toString() : line.substring(0, columns);
  }

  JsonLine json() {
    JsonLine line =
        JsonLine.of("progress")
            .with("seconds_elapsed", elapsed)
            .with("stage", stage.name())
            .with("items_done", stage.items())
            .with("items_total", stage.totalItems())
            .with("bytes_done", stage.bytes())
            .with("bytes_total", stage.totalBytes())
            .with("percent", share() * 100)
            .with("bytes_per_second", rate);
    remainingSeconds().ifPresent(seconds -> line.with("seconds_remaining", seconds));
    return current.isEmpty() ? line : line.with("current", current);
  }
}
