package dev.backstay.catalog.api;

import dev.backstay.catalog.interval.Hole;
import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/**
 * A piece of a stream that is missing.
 *
 * @param destination where it is missing; null for one that is missing everywhere
 * @param from the first position that is missing
 * @param to where the stream goes on
 * @param after the last instant before it that is known
 * @param captured whether it was captured, and only this destination does not hold it
 * @param cause why it was never captured
 * @param detectedAt when that was found
 */
public record GapAnswer(
    Optional<String> destination,
    String system,
    int timeline,
    String from,
    String to,
    Instant after,
    boolean captured,
    Optional<String> cause,
    Optional<Instant> detectedAt) {
  public static GapAnswer of(Hole hole) {
    return new GapAnswer(
        hole.destination().map(DestinationName::value),
        hole.system().value(),
        hole.timeline(),
        hole.from().toString(),
        hole.to().toString(),
        hole.after(),
        hole.gap().isEmpty(),
        hole.gap().map(Gap::cause),
        hole.gap().map(Gap::at));
  }
}
