package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalMarks;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.vault.VaultReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Looks into the log for targets: where a named one is, and whether the log passes one at all. A
 * server that ends recovery without having met its target refuses to start, so this is known before
 * anything is restored.
 */
final class TargetSearch {
  private final VaultReader reader;
  private final int segmentBytes;

  TargetSearch(VaultReader reader, int segmentBytes) {
    this.reader = reader;
    this.segmentBytes = segmentBytes;
  }

  /** Finds a named point or the end of a transaction in a range, the last one of several. */
  Optional<RecoveryPlanner.Found> find(RecoveryTarget target, RecoveryPlanner.SearchRange range) {
    var found = new AtomicReference<RecoveryPlanner.Found>();
    marks(range.stretches(), range.base().version())
        .scan(
            range.path().spans(range.from(), range.to()),
            mark -> {
              if (isAt(target, mark)) {
                found.set(new RecoveryPlanner.Found(range.path(), mark.start(), mark.end()));
              }
              return true;
            });
    return Optional.ofNullable(found.get());
  }

  private static boolean isAt(RecoveryTarget target, WalMarks.Mark mark) {
    return switch (target) {
      case RecoveryTarget.Named wanted ->
          mark instanceof WalMarks.Named named && named.name().equals(wanted.name());
      case RecoveryTarget.Transaction wanted ->
          mark instanceof WalMarks.Ended ended && ended.xid() == wanted.xid();
      default -> false;
    };
  }

  /** Behind the first record of a plan's log that shows that an instant is passed. */
  Optional<Lsn> passing(RecoveryPlan plan, RecoveryTarget.Time time) {
    return first(
        plan, mark -> mark instanceof WalMarks.Ended ended && ended.at().isAfter(time.instant()));
  }

  /** Whether a record of a plan's log starts at a position or behind it. */
  boolean passes(RecoveryPlan plan, Lsn position) {
    return position.isBefore(plan.end())
        && first(plan, mark -> mark.start().compareTo(position) >= 0).isPresent();
  }

  private Optional<Lsn> first(RecoveryPlan plan, Predicate<WalMarks.Mark> wanted) {
    var found = new AtomicReference<Lsn>();
    Lsn begin = searchStart(plan);
    marks(plan.stretches(), plan.base().version())
        .scan(
            plan.path().spans(begin, plan.end()),
            mark -> {
              boolean isIt = wanted.test(mark);
              if (isIt) {
                found.set(mark.end());
              }
              return !isIt;
            });
    return Optional.ofNullable(found.get());
  }

  /** A segment early: a record that ends behind a position may have begun in the one before. */
  private Lsn searchStart(RecoveryPlan plan) {
    Lsn segment = WalSegment.at(1, plan.decisive(), segmentBytes).start();
    Lsn first = plan.base().start();
    return segment.minus(first) > segmentBytes ? segment.plus(-segmentBytes) : first;
  }

  private WalMarks marks(List<Stretch> stretches, int version) {
    return new WalMarks(new HeldWal(reader, stretches, segmentBytes), version, segmentBytes);
  }
}
