package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * A piece of a stream that a destination does not hold, between pieces that it holds.
 *
 * @param destination none for a piece that was never captured and that no destination came near
 * @param after the last instant before it, where that is known
 * @param gap why, where it was never captured
 */
public record Hole(
    Optional<DestinationName> destination,
    SystemIdentifier system,
    int timeline,
    StreamPosition from,
    StreamPosition to,
    Instant after,
    Optional<Gap> gap) {
  /** The newest first; of two different ones, one always is. */
  public static final Comparator<Hole> NEWEST_FIRST =
      Comparator.comparing(Hole::after).thenComparing(Hole::id).reversed();

  /** Names it among all of a source. */
  public UUID id() {
    return EventId.of(
            "hole",
            destination.map(DestinationName::value).orElse(""),
            system.value(),
            Integer.toString(timeline),
            from.toString(),
            to.toString())
        .value();
  }
}
