package dev.backstay.contract.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A piece of one timeline of write-ahead log without a hole. A backup that holds one says so by its
 * tags, so that a vault alone tells what can be recovered.
 *
 * @param to where it ends; the byte there is no longer in it
 * @param until the server's time of the newest byte
 */
public record WalRange(
    SystemIdentifier system, int timeline, StreamPosition from, StreamPosition to, Instant until) {
  /** The tag that a roll-up has beside those of its range. */
  public static final String TAG = "postgres:wal";

  /** The tag by which stock {@code forget} policies are told to leave it alone. */
  public static final String SPARED = "wal";

  public WalRange {
    Timelines.check(timeline);
    Timelines.check(from, to);
  }

  /** What the tags of a backup say; empty for one that is no roll-up, or that somebody retagged. */
  public static Optional<WalRange> of(Collection<String> tags) {
    if (!tags.contains(TAG)) {
      return Optional.empty();
    }
    Tags read = new Tags(tags);
    try {
      return Optional.of(
          new WalRange(
              read.system(),
              read.timeline(),
              read.position("from"),
              read.position("to"),
              read.instant("until")));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The tags that say it. */
  public List<String> tags() {
    return List.of(
        TAG,
        SPARED,
        "system:" + system,
        "timeline:" + timeline,
        "from:" + from,
        "to:" + to,
        "until:" + until);
  }
}
