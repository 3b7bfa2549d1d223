package dev.backstay.catalog.interval;

import dev.backstay.catalog.interval.Place.Base;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.catalog.projection.StreamRecord.Held;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * To which instants a source can be recovered, and what is missing.
 *
 * <p>Three things tell it: physical backups and roll-ups by their tags, where they are sound, and
 * of what lies beyond the newest roll-up, the destinations' own word. A destination deletes frames
 * once they are rolled up there, so its word counts only beyond what was ever rolled up.
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

  private record TimelineName(SystemIdentifier system, int timeline) {}

  public static Recoverable of(List<StreamPiece> pieces, Optional<StreamRecord> stream) {
    Map<PlaceName, Place> places = new LinkedHashMap<>();
    Map<TimelineName, StreamPosition> removed = new HashMap<>();
    for (StreamPiece piece : pieces) {
      PhysicalBase.of(piece.tags())
          .ifPresent(at ->
              piece
                  .sound()
                  .forEach(destination ->
                      place(places, destination, at.system()).add(new Base(piece.backup(), at))));
      WalRange.of(piece.tags())
          .ifPresent(range -> {
            piece
                .sound()
                .forEach(destination -> place(places, destination, range.system()).add(range));
            if (piece.removed()) {
              removed.merge(
                  new TimelineName(range.system(), range.timeline()),
                  range.to(),
                  StreamPosition::max);
            }
          });
    }
    stream.stream()
        .flatMap(record -> record.held().stream())
        .forEach(held ->
            beyond(held, removed)
                .ifPresent(range -> place(places, held.destination(), held.system()).add(range)));
    List<Gap> gaps = stream.map(StreamRecord::gaps).orElse(List.of());
    places.values().forEach(place -> place.decide(gaps));
    return new Recoverable(
        places.values().stream().flatMap(place -> place.intervals().stream()).toList(),
        holes(places, gaps));
  }

  private static Place place(
      Map<PlaceName, Place> places, DestinationName destination, SystemIdentifier system) {
    return places.computeIfAbsent(
        new PlaceName(destination, system), name -> new Place(name.destination(), name.system()));
  }

  private static Optional<WalRange> beyond(Held held, Map<TimelineName, StreamPosition> removed) {
    StreamPosition from =
        Optional.ofNullable(removed.get(new TimelineName(held.system(), held.timeline())))
            .map(held.from()::max)
            .orElse(held.from());
    return from.isBefore(held.to())
        ? Optional.of(new WalRange(held.system(), held.timeline(), from, held.to(), held.until()))
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
