package dev.backstay.cli.platform;

import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** What people are shown of an event: one line. */
record ListedEvent(JsonObject json) {
  /** What tells most, in this order; an event has few of them. */
  private static final List<String> SAID =
      List.of("destination", "level", "stage", "phase", "attempt", "backup", "prune", "topic");

  private static final int TYPE_COLUMNS = 22;

  /** The CloudEvent: the item itself, or beside its place in the feed. */
  private JsonObject event() {
    return json.object("event").isEmpty() ? json : json.object("event");
  }

  String line(World world) {
    JsonObject event = event();
    JsonObject data = event.object("data");
    String said =
        SAID.stream()
            .filter(name -> !data.text(name).isEmpty())
            .map(name -> name + " " + data.text(name))
            .collect(Collectors.joining(", "));
    String failure = data.object("failure").text("message");
    String type = event.text("type").replaceFirst("^dev\\.backstay\\.", "");
    return "%s  %s  %s  %s%s"
        .formatted(
            Words.time(event.instant("time"), world),
            padded(type.replaceFirst("\\.v\\d+$", "")),
            event.text("subject"),
            said,
            failure.isEmpty() ? "" : ": " + failure)
        .stripTrailing();
  }

  private static String padded(String type) {
    return type + " ".repeat(Math.max(0, TYPE_COLUMNS - type.length()));
  }
}
