package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.StreamRecord.Held;
import dev.backstay.catalog.projection.StreamRecord.RollUp;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.CompleteUntil;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the continuous capture of a source stands.
 *
 * @param captured whether the policy has it captured
 * @param behind how much would be lost if the source were lost now, in ISO 8601; null when unknown,
 *     and while the stream goes on from no backup
 * @param destinations how far each holds the stream
 * @param alarms that are not over, the newest first
 * @param lastRollUp when the stream was last rolled up into the vault
 */
public record StreamAnswer(
    String source,
    boolean captured,
    Optional<String> behind,
    List<Place> destinations,
    List<AlarmAnswer> alarms,
    Optional<Instant> lastRollUp) {
  public StreamAnswer {
    destinations = List.copyOf(destinations);
    alarms = List.copyOf(alarms);
  }

  /**
   * How far a destination holds the stream without a hole.
   *
   * @param from a position, as PostgreSQL writes it
   * @param to where the next byte will be
   * @param until by the server's clock, up to when all that it committed is there; null while
   *     nobody knows, as when the stream has just begun and catches up
   * @param lag from a byte's being sent to its being stored, the longest of the last seconds
   * @param storedAt when the destination last told
   * @param behind how much would be lost if it were the only one left
   */
  public record Place(
      String destination,
      String system,
      int timeline,
      String from,
      String to,
      Optional<Instant> until,
      String lag,
      Instant storedAt,
      String behind) {
    static Place of(StreamStanding.Place place) {
      Held held = place.held();
      return new Place(
          held.destination().value(),
          held.system().value(),
          held.timeline(),
          held.from().toString(),
          held.to().toString(),
          Optional.of(held.until()).filter(CompleteUntil.UNKNOWN.instant()::isBefore),
          held.lag().toString(),
          held.at(),
          place.behind().toString());
    }
  }

  public static StreamAnswer of(StreamStanding standing) {
    String source = standing.record().source().value();
    return new StreamAnswer(
        source,
        true,
        standing.behind().map(Duration::toString),
        standing.places().stream().map(Place::of).toList(),
        standing.alarms().stream().map(alarm -> AlarmAnswer.open(source, alarm)).toList(),
        standing.record().rollUp().map(RollUp::at));
  }

  /** Of a source without one. */
  public static StreamAnswer none(SourceName source) {
    return new StreamAnswer(
        source.value(), false, Optional.empty(), List.of(), List.of(), Optional.empty());
  }
}
