package dev.backstay.contract.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Up to when all that a server wrote is in a piece of log or in the log before it, by the server's
 * clock. Earlier than the time of the newest byte while a stream catches up: more log of that time
 * is still to come. A roll-up says so by a tag beside those of its range.
 */
public record CompleteUntil(Instant instant) {
  /** Nobody knows that anything is complete. */
  public static final CompleteUntil UNKNOWN = new CompleteUntil(Instant.EPOCH);

  private static final String TAG = "complete:";

  /**
   * What the tags of a roll-up say. One from before the two times were told apart counts as
   * complete; one that somebody retagged does not.
   */
  public static CompleteUntil of(WalRange log, Collection<String> tags) {
    List<String> told = tags.stream().filter(tag -> tag.startsWith(TAG)).distinct().toList();
    if (told.isEmpty()) {
      return new CompleteUntil(log.until());
    }
    try {
      Instant complete = Instant.parse(told.getFirst().substring(TAG.length()));
      return told.size() == 1 ? new CompleteUntil(complete) : UNKNOWN;
    } catch (DateTimeException e) {
      return UNKNOWN;
    }
  }

  /** The tag that says it. */
  public String tag() {
    return TAG + instant;
  }
}
