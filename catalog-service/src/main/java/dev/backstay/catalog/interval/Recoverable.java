package dev.backstay.catalog.interval;

import dev.backstay.catalog.interval.Place.Base;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.catalog.projection.StreamRecord.Held;
import dev.backstay.catalog.query.RolledUpTo;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.CompleteUntil;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * To which instants a source can be recovered, and what is missing.
 *
 * <p>Three things tell it: physical backups and roll-ups by their tags, where they are sound, and
 * of what lies beyond the newest roll-up, the destinations' own word. A destination deletes frames
 * once they are rolled up there, so its word counts only beyond what was ever rolled up there,
 * whatever became of the roll-ups.
 *
 * @param intervals the newest first
 * @param holes the newest first
 */
public record Recoverable(List<Interval> intervals, List<Hole> holes) {
  public Recoverable {
    intervals = intervals.stream().sorted(Interval.NEWEST_FIRST).toList();
    holes = holes.stream().sorted(Hole.NEWEST_FIRST).toList();
  }

  private record PlaceName(DestinationName destination, SystemIdentifier system) {}

  /**
   * What is known of a source's stream.
   *
   * @param pieces physical backups and roll-ups, where they are sound
   * @param rolledUp how far the stream was ever rolled up
   */
  public record Told(
      List<StreamPiece> pieces, List<RolledUpTo> rolledUp, Optional<StreamRecord> stream) {
    public Told {
      pieces = List.copyOf(pieces);
      rolledUp = List.copyOf(rolledUp);
    }

    private List<Held> held() {
      return stream.map(StreamRecord::held).orElse(List.of());
    }

    private List<Gap> gaps() {
      return stream.map(StreamRecord::gaps).orElse(List.of());
    }
  }

  /** What follows from all that is known, at every destination. */
  public static Recoverable of(Told told) {
    return of(told, _ -> true);
  }

  /**
   * What follows from what is known.
   *
   * @param counted whether what a destination holds counts
   */
  public static Recoverable of(Told told, Predicate<DestinationName> counted) {
    Map<PlaceName, Place> places = new LinkedHashMap<>();
    for (StreamPiece piece : told.pieces()) {
      List<DestinationName> sound = piece.sound().stream().filter(counted).toList();
      PhysicalBase.of(piece.tags())
          .ifPresent(at ->
              sound.forEach(destination ->
                  place(places, destination, at.system()).add(new Base(piece.backup(), at))));
      WalRange.of(piece.tags())
          .ifPresent(range -> {
            Part part = part(range, piece.tags());
            sound.forEach(destination ->
                place(places, destination, range.system()).add(range.timeline(), part));
          });
    }
    told.held().stream()
        .filter(held -> counted.test(held.destination()))
        .forEach(held ->
            beyond(held, told.rolledUp())
                .ifPresent(part ->
                    place(places, held.destination(), held.system()).add(held.timeline(), part)));
    places.values().forEach(place -> place.decide(told.gaps()));
    return new Recoverable(
        places.values().stream().flatMap(place -> place.intervals().stream()).toList(),
        holes(places, told.gaps()));
  }

  /**
   * Whether all that a destination says it holds goes on from a backup there: else it brings back
   * nothing.
   */
  public boolean reaches(Held held) {
    return intervals.stream()
        .filter(Interval::isContinuous)
        .filter(interval -> interval.destination().equals(held.destination()))
        .filter(interval -> interval.system().equals(held.system()))
        .filter(interval -> interval.timeline() == held.timeline())
        .anyMatch(interval -> !interval.end().isBefore(held.to()));
  }

  private static Place place(
      Map<PlaceName, Place> places, DestinationName destination, SystemIdentifier system) {
    return places.computeIfAbsent(
        new PlaceName(destination, system), name -> new Place(name.destination(), name.system()));
  }

  /**
   * The newest byte of a roll-up may be newer than what is complete: no instant up to it counts.
   */
  private static Part part(WalRange range, List<String> tags) {
    return new Part(range.from(), range.to(), CompleteUntil.of(range, tags).instant());
  }

  /** A destination's word about what was rolled up there is void: its frames are deleted. */
  private static Optional<Part> beyond(Held held, List<RolledUpTo> rolledUp) {
    StreamPosition from =
        rolledUp.stream()
            .filter(end -> end.destination().equals(held.destination()))
            .filter(end -> end.system().equals(held.system()))
            .filter(end -> end.timeline() == held.timeline())
            .map(RolledUpTo::to)
            .reduce(held.from(), StreamPosition::max);
    return from.isBefore(held.to())
        ? Optional.of(new Part(from, held.to(), held.until()))
        : Optional.empty();
  }

  /** Those of each place, and the gaps that no place has pieces on both sides of. */
  private static List<Hole> holes(Map<PlaceName, Place> places, List<Gap> gaps) {
    List<Hole> holes = new ArrayList<>();
    Set<Gap> seen = new HashSet<>();
    for (Place place : places.values()) {
      for (Hole hole : place.holes()) {
        holes.add(hole);
        gaps.stream()
            .filter(gap -> gap.system().equals(hole.system()))
            .filter(gap -> gap.from().isBefore(hole.to()) && hole.from().isBefore(gap.to()))
            .forEach(seen::add);
      }
    }
    gaps.stream()
        .filter(gap -> !seen.contains(gap))
        .forEach(gap ->
            holes.add(
                new Hole(
                    Optional.empty(),
                    gap.system(),
                    gap.timeline(),
                    gap.from(),
                    gap.to(),
                    gap.at(),
                    Optional.of(gap))));
    return holes;
  }
}
