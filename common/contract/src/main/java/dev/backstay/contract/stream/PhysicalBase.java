package dev.backstay.contract.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a physical backup of PostgreSQL stands in the write-ahead log: recovery begins at its
 * start, and the earliest instant it can reach is its stop. A backup says so by its tags.
 *
 * @param version of the server, as it numbers it: {@code 170011}
 * @param stopped the server's time when the backup stopped
 */
public record PhysicalBase(
    SystemIdentifier system,
    int timeline,
    StreamPosition start,
    StreamPosition stop,
    int version,
    Instant stopped) {
  /** The tag that a physical backup has beside those of its position. */
  public static final String TAG = "postgres:physical";

  public PhysicalBase {
    Timelines.check(timeline);
    Timelines.check(start, stop);
  }

  /** What the tags of a backup say; empty for one that is not physical, or that was retagged. */
  public static Optional<PhysicalBase> of(Collection<String> tags) {
    if (!tags.contains(TAG)) {
      return Optional.empty();
    }
    Tags read = new Tags(tags);
    try {
      return Optional.of(
          new PhysicalBase(
              read.system(),
              read.timeline(),
              read.position("start"),
              read.position("stop"),
              read.number("version"),
              read.instant("stopped")));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The tags that say it. */
  public List<String> tags() {
    return List.of(
        TAG,
        "system:" + system,
        "timeline:" + timeline,
        "start:" + start,
        "stop:" + stop,
        "version:" + version,
        "stopped:" + stopped);
  }
}
