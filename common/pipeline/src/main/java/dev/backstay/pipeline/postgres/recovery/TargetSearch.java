package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalMarks;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.vault.VaultReader;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * Finds a named point or a transaction in a range, the last one of several.
   *
   * @return behind its record
   */
  Optional<Lsn> find(RecoveryTarget target, RecoveryPlanner.SearchRange range) {
    var found = new AtomicReference<Lsn>();
    marks(range.stretches(), range.base().version())
        .scan(
            range.path().spans(range.from(), range.to()),
            mark -> {
              if (isAt(target, mark)) {
                found.set(mark.end());
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

  /** Whether a server that replays the log of a plan stops at the target by itself. */
  boolean isPassed(RecoveryPlan plan) {
    return switch (plan.target()) {
      case RecoveryTarget.Latest _ -> false;
      case RecoveryTarget.Named _, RecoveryTarget.Transaction _ -> true;
      case RecoveryTarget.Immediate _ ->
          any(plan, mark -> mark.start().compareTo(plan.base().stop()) >= 0);
      case RecoveryTarget.Time time ->
          any(
              plan,
              mark -> mark instanceof WalMarks.Ended ended && ended.at().isAfter(time.instant()));
      case RecoveryTarget.Position position ->
          any(plan, mark -> mark.start().compareTo(position.lsn()) >= 0);
    };
  }

  private boolean any(RecoveryPlan plan, Predicate<WalMarks.Mark> wanted) {
    var found = new AtomicBoolean();
    Lsn segment = WalSegment.at(1, plan.decisive(), segmentBytes).start();
    marks(plan.stretches(), plan.base().version())
        .scan(
            plan.path().spans(segment.max(plan.base().start()), plan.end()),
            mark -> {
              found.set(wanted.test(mark));
              return !found.get();
            });
    return found.get();
  }

  private WalMarks marks(java.util.List<Stretch> stretches, int version) {
    return new WalMarks(new HeldWal(reader, stretches, segmentBytes), version, segmentBytes);
  }
}
