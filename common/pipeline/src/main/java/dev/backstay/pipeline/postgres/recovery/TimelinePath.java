package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the log leads to a timeline: on each timeline from where it forked off to where the next one
 * did. The legs adjoin each other; the last one has no end.
 */
public record TimelinePath(List<Leg> legs) {
  /** The end of the last leg: no log reaches it. */
  static final Lsn NEVER = new Lsn(-1L);

  public TimelinePath {
    legs = List.copyOf(legs);
    if (legs.isEmpty()) {
      throw new IllegalArgumentException("a path to nowhere");
    }
  }

  /** A stay on one timeline. */
  public record Leg(int timeline, Lsn from, Lsn to) {
    boolean contains(Lsn position) {
      return from.compareTo(position) <= 0 && position.compareTo(to) < 0;
    }
  }

  /** A change from a timeline to the next, at the first position that belongs to the next. */
  public record Fork(int timeline, Lsn at) {}

  /** The path that a history file tells. */
  public static TimelinePath of(TimelineHistory history) {
    return to(
        history.timeline(),
        history.ancestors().stream()
            .map(ancestor -> new Fork(ancestor.timeline(), ancestor.end()))
            .toList());
  }

  /** The path to a timeline by the forks that lead there, oldest first. */
  public static TimelinePath to(int timeline, List<Fork> forks) {
    List<Leg> legs = new ArrayList<>();
    Lsn from = new Lsn(0);
    for (Fork fork : forks) {
      legs.add(new Leg(fork.timeline(), from, fork.at()));
      from = fork.at();
    }
    legs.add(new Leg(timeline, from, NEVER));
    return new TimelinePath(legs);
  }

  /** Where the path ends. */
  public int timeline() {
    return legs.getLast().timeline();
  }

  /** The stay on a timeline, if the path leads over it. */
  Optional<Leg> on(int timeline) {
    return legs.stream().filter(leg -> leg.timeline() == timeline).findFirst();
  }

  /** The stay that a position belongs to. */
  Leg at(Lsn position) {
    return legs.stream()
        .filter(leg -> leg.contains(position))
        .findFirst()
        .orElseGet(() -> legs.getLast());
  }

  /**
   * The timeline in the name of the segment file that holds a position: the newest one that has
   * begun by the end of that segment. Its file begins with a copy of what came before the fork.
   */
  int fileTimeline(Lsn segmentEnd) {
    return legs.stream()
        .filter(leg -> leg.from().compareTo(segmentEnd) < 0)
        .reduce((_, later) -> later)
        .orElseThrow(() -> new IllegalArgumentException("no segment ends at " + segmentEnd))
        .timeline();
  }

  /** The parts of a range of positions, each on its timeline. */
  List<TimelineSpan> spans(Lsn start, Lsn end) {
    List<TimelineSpan> spans = new ArrayList<>();
    for (Leg leg : legs) {
      Lsn from = start.max(leg.from());
      Lsn to = end.min(leg.to());
      if (from.isBefore(to)) {
        spans.add(new TimelineSpan(leg.timeline(), from, to));
      }
    }
    return spans;
  }

  /** Whether a backup lies on this path, all of it on its own stay. */
  boolean holds(BaseBackup base) {
    return on(base.timeline())
        .filter(
            leg -> leg.from().compareTo(base.start()) <= 0 && base.stop().compareTo(leg.to()) <= 0)
        .isPresent();
  }
}
