package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.stream.LogTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides from which backup and by which log a cluster is brought to a target: of all backups that
 * can reach it, the newest, for it leaves the least to replay. Pure but for the times of frames,
 * which it asks for when they matter.
 *
 * <p>Whether log reaches an instant is decided by what it holds: its times only bound that, for a
 * stream that catches up receives late what was written long before.
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

  /** How far in time each piece of log leads. */
  @FunctionalInterface
  public interface PieceTimes {
    LogTime in(WalPiece.Frame frame);

    /** Of any piece. */
    default LogTime of(WalPiece piece) {
      return switch (piece.place()) {
        case WalPiece.RollUp rollUp -> rollUp.time();
        case WalPiece.InBase base -> base.time();
        case WalPiece.Frame frame -> in(frame);
      };
    }
  }

  /** A record that a search found in the log along a path. */
  record Found(TimelinePath path, Lsn start, Lsn end) {}

  public RecoveryPlanner(RecoverySet set, PieceTimes times) {
    this.set = set;
    this.times = times;
    this.pieces = Reach.Pieces.of(set.pieces());
  }

  /**
   * The plan for a target. One that nothing here reaches is {@code TARGET_UNREACHABLE}; the message
   * names the nearest that can be reached. A named point and a transaction must have been searched
   * before; of an instant, the first of {@link #plans} is the answer that the log may deny.
   */
  RecoveryPlan plan(RecoveryTarget target, TimelineChoice choice, Optional<Found> found) {
    if (set.bases().isEmpty()) {
      throw unreachable(target, "no physical backup of the cluster is here");
    }
    List<Way> ways = ways(choice);
    return switch (target) {
      case RecoveryTarget.Latest _ -> latest(ways, target);
      case RecoveryTarget.Immediate _ -> immediate(ways, target);
      case RecoveryTarget.Time time -> plans(time, choice).getFirst();
      case RecoveryTarget.Position position -> position(ways, target, position.lsn());
      case RecoveryTarget.Named _, RecoveryTarget.Transaction _ -> {
        Found at = found.orElseThrow(() -> unreachable(target, nowhere(target)));
        yield position(
            ways.stream().filter(way -> way.path().equals(at.path())).toList(), target, at.end());
      }
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

  /**
   * The plans that may reach an instant, the best first, each with the log that is enough while the
   * stream keeps up. Where none of that log passes the instant, what follows {@link #onward} may.
   * One for each path: no older backup reaches further along it.
   */
  List<RecoveryPlan> plans(RecoveryTarget.Time target, TimelineChoice choice) {
    Instant instant = target.instant();
    Map<TimelinePath, RecoveryPlan> plans = new LinkedHashMap<>();
    for (Way way : ways(choice).reversed()) {
      if (!plans.containsKey(way.path())
          && !way.base().stopped().isAfter(instant)
          && !times.of(way.reach().newest()).until().isBefore(instant)) {
        plans.put(way.path(), time(way, target));
      }
    }
    if (plans.isEmpty()) {
      throw unreachable(target, choice);
    }
    return List.copyOf(plans.values());
  }

  private RecoveryPlan time(Way way, RecoveryTarget.Time target) {
    Instant instant = target.instant();
    List<Stretch> all = way.reach().stretches();
    int past = firstUntil(all, instant);
    int enough = firstUntil(all, instant.plus(TIME_MARGIN));
    List<Stretch> needed = all.subList(0, Math.min(all.size(), enough + 1));
    Lsn decisive =
        all.isEmpty() ? way.base().stop() : all.get(Math.min(past, all.size() - 1)).from();
    return plan(way, target, needed, decisive);
  }

  /** The same plan with all log within its reach, to be searched behind what it had. */
  RecoveryPlan onward(RecoveryPlan plan) {
    var way = new Way(plan.path(), Reach.of(plan.base(), plan.path(), pieces));
    return plan(way, plan.target(), way.reach().stretches(), plan.end());
  }

  /** The refusal of an instant. */
  BackstayException unreachable(RecoveryTarget.Time target, TimelineChoice choice) {
    return unreachable(target, nearest(ways(choice), target.instant()));
  }

  /**
   * The index of the first stretch whose piece ends after an instant; nothing before it is newer.
   */
  private int firstUntil(List<Stretch> stretches, Instant instant) {
    int low = 0;
    int high = stretches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.of(stretches.get(middle).piece()).until().isAfter(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private RecoveryPlan plan(Way way, RecoveryTarget target, List<Stretch> needed, Lsn decisive) {
    return new RecoveryPlan(
        way.base(), way.path(), target, needed, decisive, complete(way, needed), Optional.empty());
  }

  /**
   * Up to when log along a way is known to be complete. Looks back in steps that double, past what
   * a stream received while it caught up: each look may open a frame.
   */
  private Instant complete(Way way, List<Stretch> stretches) {
    Instant stopped = way.base().stopped();
    for (int back = 1; back <= stretches.size(); back *= 2) {
      Stretch stretch = stretches.get(stretches.size() - back);
      if (tellsItsEnd(way.path(), stretch)) {
        Instant complete = times.of(stretch.piece()).complete();
        if (complete.isAfter(stopped)) {
          return complete;
        }
      }
    }
    return stopped;
  }

  /** Not when it is cut off, or a later timeline wrote on from there meanwhile. */
  private static boolean tellsItsEnd(TimelinePath path, Stretch stretch) {
    return stretch.to().equals(stretch.piece().to())
        && path.legs().stream().noneMatch(leg -> leg.to().equals(stretch.to()));
  }

  private static String nowhere(RecoveryTarget target) {
    return "it is nowhere in the log that is here"
        + (target instanceof RecoveryTarget.Transaction
            ? "; one that was prepared, or is a part of another, has no end of its own and is"
                + " reached by a time or an LSN"
            : "");
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
              complete(way, way.reach().stretches()),
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
