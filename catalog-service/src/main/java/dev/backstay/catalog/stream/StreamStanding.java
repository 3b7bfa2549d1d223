package dev.backstay.catalog.stream;

import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.projection.StreamRecord.Alarm;
import dev.backstay.catalog.projection.StreamRecord.Held;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a stream stands at an instant.
 *
 * @param places one for each destination that told of it, by name
 */
public record StreamStanding(StreamRecord record, List<Place> places) {
  /** Destinations tell every five seconds; after three times that, something is wrong. */
  static final Duration OVERDUE = Duration.ofSeconds(15);

  /** While one of these lasts, nothing arrives, whatever destinations say of what they have. */
  private static final Set<StreamTrouble> STOPS =
      EnumSet.of(
          StreamTrouble.DISCONNECTED,
          StreamTrouble.SLOT_LOST,
          StreamTrouble.SLOT_MISSING,
          StreamTrouble.WRONG_SYSTEM,
          StreamTrouble.VERSION_CHANGED,
          StreamTrouble.PRIVILEGES,
          StreamTrouble.STAGING_FULL);

  public StreamStanding {
    places = List.copyOf(places);
  }

  /**
   * How a destination stands.
   *
   * @param held what it last told
   * @param behind how much would be lost if this were the only one left
   * @param based whether a backup is there that the stream goes on from; else it brings back
   *     nothing
   */
  public record Place(Held held, Duration behind, boolean based) {}

  /**
   * The standing at some destinations: those that the policy names.
   *
   * @param recoverable to which instants the source can be recovered there
   */
  public static StreamStanding of(
      StreamRecord record,
      Collection<DestinationName> destinations,
      Recoverable recoverable,
      Instant now) {
    return new StreamStanding(
        record,
        destinations.stream()
            .sorted()
            .flatMap(destination -> newest(record, destination).stream())
            .map(held -> new Place(held, behind(record, held, now), recoverable.reaches(held)))
            .toList());
  }

  /** What a destination last told, of the newest timeline. */
  public static Optional<Held> newest(StreamRecord record, DestinationName destination) {
    return record.held().stream()
        .filter(held -> held.destination().equals(destination))
        .max(Comparator.comparing(Held::at).thenComparingInt(Held::timeline));
  }

  private static Duration behind(StreamRecord record, Held held, Instant now) {
    Duration silence = since(held.at(), now);
    Duration told = silence.compareTo(OVERDUE) <= 0 ? held.lag() : held.lag().plus(silence);
    return record.raised().stream()
        .filter(alarm -> STOPS.contains(alarm.kind()))
        .filter(alarm -> alarm.destination().filter(at -> !at.equals(held.destination())).isEmpty())
        .map(alarm -> since(alarm.at(), now).plus(held.lag()))
        .reduce(told, StreamStanding::longer);
  }

  private static Duration since(Instant then, Instant now) {
    return then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /**
   * How much would be lost if the source were lost now: what the best destination lacks. Empty
   * where no destination can bring anything back with what it holds of the stream.
   */
  public Optional<Duration> behind() {
    return places.stream().filter(Place::based).map(Place::behind).min(Comparator.naturalOrder());
  }

  /** The troubles that are not over, the newest first. */
  public List<Alarm> alarms() {
    return record.raised();
  }

  /** Whether nothing arrives while a trouble lasts. */
  public static boolean stops(Alarm alarm) {
    return STOPS.contains(alarm.kind());
  }
}
