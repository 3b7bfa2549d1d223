package dev.backstay.cli.platform;

import dev.backstay.cli.platform.api.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people are shown of a backup.
 *
 * @param at the instant it restores to
 * @param failure what ended it before it was at any destination; without fields for none
 */
record ListedBackup(
    String id,
    String source,
    String kind,
    String state,
    Optional<Instant> at,
    List<String> tags,
    List<Replica> replicas,
    JsonObject failure) {
  /**
   * It at one destination.
   *
   * @param level how far it is proven there; empty for not at all
   */
  record Replica(String destination, String state, String level, JsonObject failure) {
    static Replica of(JsonObject json) {
      return new Replica(
          json.text("destination"), json.text("state"), json.text("level"), json.object("failure"));
    }

    boolean isProven() {
      return state.equals("PROVEN");
    }

    /** Ended there, and not well. */
    boolean isLost() {
      return state.equals("FAILED") || state.equals("DAMAGED");
    }

    @Override
    public String toString() {
      return destination + " " + Words.lower(state) + (level.isEmpty() ? "" : " (" + level + ")");
    }
  }

  static ListedBackup of(JsonObject json) {
    return new ListedBackup(
        json.text("backup", "id"),
        json.text("source"),
        json.text("kind"),
        json.text("state"),
        json.instant("capturedAt", "at"),
        json.texts("tags"),
        replicas(json).stream().map(Replica::of).toList(),
        json.object("failure"));
  }

  /** It at each destination, where that is told. */
  static List<JsonObject> replicas(JsonObject json) {
    return json.objects("replicas", "destinations");
  }

  /** Where it is, as short as a list tells it. */
  static List<String> places(JsonObject json) {
    return replicas(json).isEmpty()
        ? json.texts("destinations")
        : replicas(json).stream().map(Replica::of).map(Replica::toString).toList();
  }

  boolean isFailed() {
    return state.equals("FAILED");
  }
}
