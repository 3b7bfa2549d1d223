package dev.backstay.cli.platform;

import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.JsonObject;

/** A step of a backup's way as one line: the event that told of it, or what the platform says. */
final class TimelineEntry {
  private TimelineEntry() {}

  static String of(JsonObject json, World world) {
    return json.text("stage").isEmpty() ? new ListedEvent(json).line(world) : step(json, world);
  }

  private static String step(JsonObject json, World world) {
    StringBuilder line = new StringBuilder(Words.time(json.instant("at"), world));
    line.append("  ").append("%-7s".formatted(Words.lower(json.text("stage"))));
    line.append("  ").append(Words.lower(json.text("state")));
    if (!json.text("destination").isEmpty()) {
      line.append(" at ").append(json.text("destination"));
    }
    String failure = json.object("failure").text("message");
    String detail = failure.isEmpty() ? json.text("detail") : failure;
    return (detail.isEmpty() ? line : line.append(": ").append(detail)).toString();
  }
}
