package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.Timelines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far a destination holds a stream without a hole. A hint, told every few seconds, also while
 * the server writes nothing: what it says is told for good, later, by the backups that the stream
 * is rolled up into.
 *
 * @param from where the piece without a hole begins
 * @param to where it ends; the byte there is not stored yet
 * @param until by the server's clock, up to when all that it wrote on the timeline is in the piece
 *     or before it: earlier than the time of the newest byte while the stream catches up, and the
 *     beginning of 1970 when nobody knows
 * @param lag the longest time from the server's sending of a byte to its being stored, of those
 *     since the last such event; while nobody can say whether the server sends more, because the
 *     capture shows no sign of life, at least the time since it last did
 */
public record StreamStored(
    SourceName source,
    DestinationName destination,
    SystemIdentifier system,
    int timeline,
    StreamPosition from,
    StreamPosition to,
    Instant until,
    Duration lag,
    Instant storedAt)
    implements StreamEvent {
  public StreamStored {
    Timelines.check(timeline);
    Timelines.check(from, to);
    if (lag.isNegative()) {
      throw new IllegalArgumentException("a lag is not negative");
    }
  }

  @Override
  public List<String> identity() {
    return List.of(
        source.value(),
        destination.value(),
        system.value(),
        Integer.toString(timeline),
        from.toString(),
        to.toString(),
        storedAt.toString());
  }
}
