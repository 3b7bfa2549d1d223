package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides from which backup and by which log a cluster is brought to a target: of all backups that
 * can reach it, the newest, for it leaves the least to replay. Pure but for the times of frames,
 * which it asks for when they matter.
 */
public final class RecoveryPlanner {
  /**
   * How much later than a target in time the log must end: stamps of commits are taken shortly
   * before they are written, so the last ones in time may lie a little further on.
   */
  static final Duration TIME_MARGIN = Duration.ofSeconds(10);

  /** How far beyond a position its log is taken: a record that follows is soon there. */
  static final long POSITION_MARGIN_BYTES = 16L << 20;

  private final RecoverySet set;
  private final PieceTimes times;
  private final Reach.Pieces pieces;

  /** The server's time at the newest byte of a piece of log. */
  @FunctionalInterface
  public interface PieceTimes {
    Instant until(WalPiece.Frame frame);

    /** Of any piece. */
    default Instant of(WalPiece piece) {
      return switch (piece.place()) {
        case WalPiece.RollUp rollUp -> rollUp.until();
        case WalPiece.InBase base -> base.until();
        case WalPiece.Frame frame -> until(frame);
      };
    }
  }

  public RecoveryPlanner(RecoverySet set, PieceTimes times) {
    this.set = set;
    this.times = times;
    this.pieces = Reach.Pieces.of(set.pieces());
  }

  /**
   * The plan for a target. One that nothing here reaches is {@code TARGET_UNREACHABLE}; the message
   * names the nearest that can be reached. A named point and a transaction must have been searched
   * before: {@code at} is where the search found the target.
   */
  public RecoveryPlan plan(RecoveryTarget target, TimelineChoice choice, Optional<Lsn> at) {
    if (set.bases().isEmpty()) {
      throw unreachable(target, "no physical backup of the cluster is here");
    }
    List<Way> ways = ways(choice);
    return switch (target) {
      case RecoveryTarget.Latest _ -> latest(ways, target);
      case RecoveryTarget.Immediate _ -> immediate(ways, target);
      case RecoveryTarget.Time time -> time(ways, time);
      case RecoveryTarget.Position position -> position(ways, target, position.lsn());
      case RecoveryTarget.Named _, RecoveryTarget.Transaction _ ->
          position(
              ways,
              target,
              at.orElseThrow(() -> unreachable(target, "it is nowhere in the log that is here")));
    };
  }

  /** Where a cluster can be recovered to along a timeline, oldest first. */
  public List<RecoverableInterval> intervals(TimelineChoice choice) {
    return set.bases().isEmpty() ? List.of() : intervals(ways(choice));
  }

  /**
   * Where to search for a target that only the log can tell: each range once, the newest first.
   * What is found belongs to the log that follows the backup of its range.
   */
  List<SearchRange> searchRanges(TimelineChoice choice) {
    List<SearchRange> ranges = new ArrayList<>();
    Optional<Way> newer = Optional.empty();
    for (Way way : ways(choice).reversed()) {
      Lsn end = way.reach().end();
      if (newer.isPresent() && newer.get().path().equals(way.path())) {
        end = end.min(newer.get().base().start());
      }
      ranges.add(
          new SearchRange(
              way.path(), way.base(), way.reach().stretches(), way.base().start(), end));
      newer = Optional.of(way);
    }
    return ranges;
  }

  /** A part of the log along a path. */
  record SearchRange(
      TimelinePath path, BaseBackup base, List<Stretch> stretches, Lsn from, Lsn to) {}

  /** A backup on a path, with all that follows it without a gap. */
  private record Way(TimelinePath path, Reach reach) {
    BaseBackup base() {
      return reach.base();
    }
  }

  /** The ways that a recovery can take, by the ends of their backups. */
  private List<Way> ways(TimelineChoice choice) {
    List<TimelinePath> paths =
        switch (choice) {
          case TimelineChoice.Numbered numbered -> List.of(pathTo(numbered.timeline()));
          case TimelineChoice.Latest _ -> List.of(pathTo(set.newestTimeline().orElse(1)));
          case TimelineChoice.Current _ -> set.baseTimelines().mapToObj(this::pathTo).toList();
        };
    boolean onlyAtHome = choice instanceof TimelineChoice.Current;
    return paths.stream()
        .flatMap(path -> ways(path, onlyAtHome))
        .sorted(Comparator.comparing((Way way) -> way.base().stop()))
        .toList();
  }

  private Stream<Way> ways(TimelinePath path, boolean onlyAtHome) {
    return set.bases().stream()
        .filter(path::holds)
        .filter(base -> !onlyAtHome || base.timeline() == path.timeline())
        .map(base -> new Way(path, Reach.of(base, path, pieces)));
  }

  private TimelinePath pathTo(int timeline) {
    return set.path(timeline)
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.TARGET_UNREACHABLE,
                "nothing here tells how timeline %d of cluster %s forked off: its history file is missing, and no backup was taken on it"
                    .formatted(timeline, set.system())));
  }

  private RecoveryPlan latest(List<Way> ways, RecoveryTarget target) {
    Way way =
        ways.stream()
            .max(
                Comparator.comparing((Way each) -> each.reach().end())
                    .thenComparing(each -> each.base().stop()))
            .orElseThrow(() -> unreachable(target, "no backup lies on that timeline"));
    RecoveryPlan plan = plan(way, target, way.reach().stretches(), way.reach().end());
    return plan.before(behindGap(way));
  }

  /** Where the next log begins that is held along a way, behind what it reaches. */
  private Optional<Lsn> behindGap(Way way) {
    Lsn end = way.reach().end();
    return set.pieces().stream()
        .filter(piece -> piece.to().isAfter(end))
        .filter(piece ->
            way.path()
                .on(piece.timeline())
                .filter(leg -> leg.to().isAfter(end) && piece.from().isBefore(leg.to()))
                .isPresent())
        .map(WalPiece::from)
        .min(Comparator.naturalOrder());
  }

  private RecoveryPlan immediate(List<Way> ways, RecoveryTarget target) {
    Way way =
        newest(ways, _ -> true)
            .orElseThrow(() -> unreachable(target, "no backup lies on that timeline"));
    return plan(way, target, upTo(way, way.base().stop()), way.base().stop());
  }

  private RecoveryPlan position(List<Way> ways, RecoveryTarget target, Lsn lsn) {
    Way way =
        newest(
                ways,
                each ->
                    each.base().stop().compareTo(lsn) <= 0
                        && lsn.compareTo(each.reach().end()) <= 0)
            .orElseThrow(() -> unreachable(target, nearest(ways, lsn)));
    return plan(way, target, upTo(way, lsn), lsn);
  }

  /** The log up to a position and a little beyond. */
  private static List<Stretch> upTo(Way way, Lsn position) {
    Lsn enough = position.plus(POSITION_MARGIN_BYTES);
    List<Stretch> needed = new ArrayList<>();
    for (Stretch stretch : way.reach().stretches()) {
      if (stretch.from().isBefore(enough)) {
        needed.add(new Stretch(stretch.piece(), stretch.from(), stretch.to().min(enough)));
      }
    }
    return needed;
  }

  private RecoveryPlan time(List<Way> ways, RecoveryTarget.Time target) {
    Instant instant = target.instant();
    Way way =
        newest(
                ways,
                each ->
                    !each.base().stopped().isAfter(instant)
                        && !times.of(each.reach().newest()).isBefore(instant))
            .orElseThrow(() -> unreachable(target, nearest(ways, instant)));
    List<Stretch> all = way.reach().stretches();
    int past = firstUntil(all, instant);
    int enough = firstUntil(all, instant.plus(TIME_MARGIN));
    List<Stretch> needed = all.subList(0, Math.min(all.size(), enough + 1));
    return plan(way, target, needed, all.get(Math.min(past, all.size() - 1)).from());
  }

  /** The index of the first stretch whose piece ends after an instant; times only rise. */
  private int firstUntil(List<Stretch> stretches, Instant instant) {
    int low = 0;
    int high = stretches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.of(stretches.get(middle).piece()).isAfter(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private RecoveryPlan plan(Way way, RecoveryTarget target, List<Stretch> needed, Lsn decisive) {
    WalPiece newest = needed.isEmpty() ? way.base().log() : needed.getLast().piece();
    return new RecoveryPlan(
        way.base(), way.path(), target, needed, decisive, times.of(newest), Optional.empty());
  }

  private static Optional<Way> newest(List<Way> ways, Predicate<Way> reaching) {
    return ways.reversed().stream().filter(reaching).findFirst();
  }

  private List<RecoverableInterval> intervals(List<Way> ways) {
    List<RecoverableInterval> intervals = new ArrayList<>();
    for (Way way : ways) {
      BaseBackup base = way.base();
      var next =
          new RecoverableInterval(
              way.path().timeline(),
              base.stop(),
              way.reach().end(),
              base.stopped(),
              later(base.stopped(), times.of(way.reach().newest())),
              1);
      RecoverableInterval last = intervals.isEmpty() ? null : intervals.getLast();
      if (last != null && last.timeline() == next.timeline() && last.contains(next.from())) {
        intervals.set(intervals.size() - 1, last.joined(next));
      } else {
        intervals.add(next);
      }
    }
    return List.copyOf(intervals);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private String nearest(List<Way> ways, Instant instant) {
    List<RecoverableInterval> intervals = intervals(ways);
    Optional<Instant> before =
        intervals.stream()
            .map(RecoverableInterval::until)
            .filter(each -> each.isBefore(instant))
            .max(Comparator.naturalOrder());
    Optional<Instant> after =
        intervals.stream()
            .map(RecoverableInterval::since)
            .filter(each -> each.isAfter(instant))
            .min(Comparator.naturalOrder());
    return nearest(before, after);
  }

  private String nearest(List<Way> ways, Lsn position) {
    List<RecoverableInterval> intervals = intervals(ways);
    Optional<Lsn> before =
        intervals.stream()
            .map(RecoverableInterval::to)
            .filter(each -> each.compareTo(position) < 0)
            .max(Comparator.naturalOrder());
    Optional<Lsn> after =
        intervals.stream()
            .map(RecoverableInterval::from)
            .filter(each -> each.compareTo(position) > 0)
            .min(Comparator.naturalOrder());
    return nearest(before, after);
  }

  private static String nearest(Optional<?> before, Optional<?> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return "no backup lies on that timeline";
    }
    return "the nearest points are "
        + before.map(each -> each + " before it").orElse("none before it")
        + " and "
        + after.map(each -> each + " after it").orElse("none after it");
  }

  private static BackstayException unreachable(RecoveryTarget target, String why) {
    return new BackstayException(
        ErrorCode.TARGET_UNREACHABLE,
        "%s cannot be reached: %s; nothing was restored".formatted(target, why));
  }
}
