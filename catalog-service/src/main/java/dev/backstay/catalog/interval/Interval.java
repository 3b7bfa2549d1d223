package dev.backstay.catalog.interval;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * A range of instants, any of which a source can be recovered to from one destination. A physical
 * backup that no stream goes on from is one of a single instant.
 *
 * @param timeline on which its instants lie
 * @param from the earliest, as the server's clock had it
 * @param until the last: all that the server had committed by then is there
 * @param begin where in the stream the earliest lies
 * @param end where in the stream the last lies
 * @param base the backup that recovery to the earliest begins with
 */
public record Interval(
    DestinationName destination,
    SystemIdentifier system,
    int timeline,
    Instant from,
    Instant until,
    StreamPosition begin,
    StreamPosition end,
    BackupId base) {
  /** The newest first; of two different ones, one always is. */
  public static final Comparator<Interval> NEWEST_FIRST =
      Comparator.comparing(Interval::until).thenComparing(Interval::id).reversed();

  /** Names it among all of a source. */
  public UUID id() {
    return EventId.of(
            "interval",
            destination.value(),
            system.value(),
            Integer.toString(timeline),
            begin.toString())
        .value();
  }

  /** Whether it goes on to somewhere from the backup that it begins with. */
  public boolean isContinuous() {
    return begin.isBefore(end);
  }
}
