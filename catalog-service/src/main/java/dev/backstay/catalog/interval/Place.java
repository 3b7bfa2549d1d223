package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one destination holds of one server: its intervals and holes, timeline after timeline.
 * Confined to one thread, used once.
 */
final class Place {
  private final DestinationName destination;
  private final SystemIdentifier system;
  private final List<Base> bases = new ArrayList<>();
  private final Map<Integer, List<Part>> parts = new TreeMap<>();
  private final List<Interval> intervals = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();

  /** A physical backup, and where it stands. */
  record Base(BackupId backup, PhysicalBase at) {}

  Place(DestinationName destination, SystemIdentifier system) {
    this.destination = destination;
    this.system = system;
  }

  void add(Base base) {
    bases.add(base);
  }

  void add(int timeline, Part part) {
    if (part.from().isBefore(part.to())) {
      parts.computeIfAbsent(timeline, _ -> new ArrayList<>()).add(part);
    }
  }

  /** Decides, once everything is added. */
  void decide(List<Gap> gaps) {
    List<Gap> own = gaps.stream().filter(gap -> gap.system().equals(system)).toList();
    Set<Base> alone = new HashSet<>(bases);
    Optional<Line> before = Optional.empty();
    for (Map.Entry<Integer, List<Part>> timeline : parts.entrySet()) {
      int number = timeline.getKey();
      List<Gap> there = own.stream().filter(gap -> gap.timeline() == number).toList();
      for (Line line : Line.of(timeline.getValue(), there)) {
        before
            .filter(last -> last.to().isBefore(line.from()))
            .ifPresent(last -> hole(last, line, number, own));
        List<Base> on = on(line, number);
        interval(line, number, on).ifPresent(intervals::add);
        on.forEach(alone::remove);
        before = Optional.of(line);
      }
    }
    alone.forEach(base ->
        intervals.add(
            new Interval(
                destination,
                system,
                base.at().timeline(),
                base.at().stopped(),
                base.at().stopped(),
                base.at().stop(),
                base.at().stop(),
                base.backup())));
  }

  /** The backups that a line goes on from, the earliest first. */
  private List<Base> on(Line line, int timeline) {
    return bases.stream()
        .filter(base -> base.at().timeline() == timeline && line.holds(base.at().stop()))
        .sorted(Comparator.comparing((Base base) -> base.at().stop()).thenComparing(Base::backup))
        .toList();
  }

  private Optional<Interval> interval(Line line, int timeline, List<Base> on) {
    Optional<Instant> stopped =
        on.stream().map(base -> base.at().stopped()).max(Comparator.naturalOrder());
    Instant until = stopped.filter(at -> at.isAfter(line.until())).orElse(line.until());
    return parent(line, timeline)
        .map(parent -> branch(parent, line, timeline, until))
        .or(() ->
            on.stream()
                .findFirst()
                .map(base -> of(base.at().stopped(), until, line, timeline, base)));
  }

  private Interval of(Instant from, Instant until, Line line, int timeline, Base base) {
    return new Interval(
        destination,
        system,
        timeline,
        from,
        until.isBefore(from) ? from : until,
        base.at().stop(),
        line.to(),
        base.backup());
  }

  /**
   * The interval of an earlier timeline that a line goes on from: a standby was promoted there. The
   * line begins with the log of that timeline, at the segment of the fork, so both have it.
   */
  private Optional<Interval> parent(Line line, int timeline) {
    return intervals.stream()
        .filter(interval -> interval.timeline() < timeline)
        .filter(interval ->
            interval.begin().isBefore(line.to()) && !interval.end().isBefore(line.from()))
        .max(Comparator.comparingInt(Interval::timeline).thenComparing(Interval::begin));
  }

  private Interval branch(Interval parent, Line line, int timeline, Instant until) {
    Instant from =
        Line.of(parts.getOrDefault(parent.timeline(), List.of()), List.of()).stream()
            .filter(each -> each.holds(line.from()))
            .findFirst()
            .flatMap(each -> each.instantAt(line.from()))
            .filter(at -> at.isAfter(parent.from()))
            .orElse(parent.from());
    return new Interval(
        destination,
        system,
        timeline,
        from,
        until.isBefore(from) ? from : until,
        line.from().max(parent.begin()),
        line.to(),
        parent.base());
  }

  private void hole(Line last, Line next, int timeline, List<Gap> gaps) {
    StreamPosition from = last.to();
    StreamPosition to = next.from();
    Optional<Gap> named =
        gaps.stream()
            .filter(gap -> gap.from().isBefore(to) && from.isBefore(gap.to()))
            .min(Comparator.comparing(Gap::from));
    holes.add(new Hole(Optional.of(destination), system, timeline, from, to, last.until(), named));
  }

  List<Interval> intervals() {
    return List.copyOf(intervals);
  }

  List<Hole> holes() {
    return List.copyOf(holes);
  }
}
