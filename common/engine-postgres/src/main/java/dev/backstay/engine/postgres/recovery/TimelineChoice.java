package dev.backstay.engine.postgres.recovery;

/** Along which timeline a cluster is recovered. */
public sealed interface TimelineChoice {
  /** The newest one that is known. */
  record Latest() implements TimelineChoice {}

  /** The one that the chosen backup was taken on. */
  record Current() implements TimelineChoice {}

  /** That one. */
  record Numbered(int timeline) implements TimelineChoice {
    public Numbered {
      if (timeline < 1) {
        throw new IllegalArgumentException("timelines count from 1, not from " + timeline);
      }
    }
  }

  /** Reads {@code latest}, {@code current} or a number. */
  static TimelineChoice parse(String text) {
    return switch (text) {
      case "latest" -> new Latest();
      case "current" -> new Current();
      default -> new Numbered(Integer.parseInt(text));
    };
  }
}
