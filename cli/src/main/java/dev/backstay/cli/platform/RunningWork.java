package dev.backstay.cli.platform;

import dev.backstay.cli.console.ProgressStage;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.Locale;

/**
 * Work that goes on, as it last told of itself.
 *
 * @param destination empty for a dump
 * @param activity what it does now, or waits for; may be empty
 * @param rate bytes a second; 0 while it is not known
 */
record RunningWork(
    String backup,
    String source,
    String stage,
    String destination,
    String activity,
    ProgressStage reached,
    long rate) {
  private static final double WHOLE = 100;

  static RunningWork of(JsonObject json) {
    String stage = json.text("stage");
    ProgressStage reached =
        new ProgressStage(
            noun(stage),
            count(json, "itemsDone"),
            count(json, "itemsTotal"),
            count(json, "bytesDone"),
            count(json, "bytesTotal"));
    return new RunningWork(
        json.text("backup"),
        json.text("source"),
        stage,
        json.text("destination"),
        json.text("activity"),
        reached,
        count(json, "bytesPerSecond"));
  }

  private static long count(JsonObject json, String name) {
    return Math.max(0, json.number(name).orElse(0));
  }

  /** What a stage counts. */
  private static String noun(String stage) {
    return switch (stage) {
      case "DUMP" -> "files captured";
      case "UPLOAD" -> "packs uploaded";
      case "VERIFY" -> "objects verified";
      default -> "items";
    };
  }

  String place() {
    return destination.isEmpty() ? Words.lower(stage) : Words.lower(stage) + " " + destination;
  }

  String percent() {
    return reached.totalBytes() > 0
        ? String.format(
            Locale.ROOT, "%.1f %%", Math.min(WHOLE, WHOLE * reached.bytes() / reached.totalBytes()))
        : Words.NONE;
  }

  String speed() {
    return rate > 0 ? Wording.size(rate) + "/s" : Words.NONE;
  }

  String left() {
    long bytes = reached.totalBytes() - reached.bytes();
    return bytes > 0 && rate > 0 ? Wording.clock((bytes + rate - 1) / rate) : Words.NONE;
  }
}
