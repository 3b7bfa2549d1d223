package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryStop;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.vault.VaultReader;
import java.time.Instant;
import java.util.Optional;

/**
 * A plan of which the log was searched.
 *
 * @param stop what the server stops at; none where the log ends before anything that passes the
 *     target, for a server that never meets its target refuses to start
 */
record DecidedPlan(RecoveryPlan plan, Optional<RecoveryStop> stop) {
  /** Decides; refuses what cannot be reached. */
  static DecidedPlan of(VaultReader reader, RecoveryPlanner planner, RestoreOrder.Wish wish) {
    var decision = new Decision(reader, planner, wish);
    return switch (wish.target()) {
      case RecoveryTarget.Latest _ -> new DecidedPlan(decision.plan(), Optional.empty());
      case RecoveryTarget.Immediate _ -> {
        RecoveryPlan plan = decision.plan();
        yield decision.upTo(plan, plan.base().stop(), new RecoveryStop.Consistent());
      }
      case RecoveryTarget.Position position ->
          decision.upTo(decision.plan(), position.lsn(), new RecoveryStop.Before(position.lsn()));
      case RecoveryTarget.Time time -> decision.upTo(time);
      case RecoveryTarget.Named _, RecoveryTarget.Transaction _ -> decision.upToFound();
    };
  }

  private record Decision(VaultReader reader, RecoveryPlanner planner, RestoreOrder.Wish wish) {
    RecoveryPlan plan() {
      return planner.plan(wish.target(), wish.timeline(), Optional.empty());
    }

    private TargetSearch search(BaseBackup base) {
      return new TargetSearch(
          reader, RestoreDecision.description(reader, base.snapshot()).server().walSegmentBytes());
    }

    DecidedPlan upTo(RecoveryPlan plan, Lsn position, RecoveryStop stop) {
      boolean passes = search(plan.base()).passes(plan, position);
      return new DecidedPlan(plan, passes ? Optional.of(stop) : Optional.empty());
    }

    /** A transaction or a name may be there several times: the last one is meant. */
    DecidedPlan upToFound() {
      Optional<RecoveryPlanner.Found> found = find();
      RecoveryPlan plan = planner.plan(wish.target(), wish.timeline(), found);
      return new DecidedPlan(plan, found.map(each -> new RecoveryStop.Behind(each.start())));
    }

    private Optional<RecoveryPlanner.Found> find() {
      for (RecoveryPlanner.SearchRange range : planner.searchRanges(wish.timeline())) {
        Optional<RecoveryPlanner.Found> found = search(range.base()).find(wish.target(), range);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    /**
     * An instant is reached by log that passes it, or that is known to be complete up to it. Log
     * that came late passes it behind what times tell: so all of it is searched before another way
     * is tried.
     */
    DecidedPlan upTo(RecoveryTarget.Time time) {
      for (RecoveryPlan plan : planner.plans(time, wish.timeline())) {
        TargetSearch search = search(plan.base());
        if (search.passing(plan, time).isPresent()) {
          return stopping(plan, plan.end(), time);
        }
        RecoveryPlan onward = planner.onward(plan);
        Optional<Lsn> passing =
            plan.end().isBefore(onward.end()) ? search.passing(onward, time) : Optional.empty();
        if (passing.isPresent()) {
          Lsn enough = passing.get().plus(RecoveryPlanner.POSITION_MARGIN_BYTES);
          return stopping(onward, enough, time);
        }
        if (!onward.until().isBefore(time.instant())) {
          return new DecidedPlan(onward, Optional.empty());
        }
      }
      throw planner.unreachable(time, wish.timeline());
    }

    /** What passes an instant shows that everything before it is there. */
    private static DecidedPlan stopping(RecoveryPlan plan, Lsn enough, RecoveryTarget.Time time) {
      Instant instant = time.instant();
      return new DecidedPlan(
          plan.upTo(enough, instant), Optional.of(new RecoveryStop.Later(instant)));
    }
  }
}
