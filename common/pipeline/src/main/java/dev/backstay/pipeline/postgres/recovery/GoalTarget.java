package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.event.RestoreGoal;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import java.time.Instant;

/** The goal of a request in PostgreSQL's words. */
final class GoalTarget {
  private GoalTarget() {}

  /** The target that a goal names. */
  static RecoveryTarget of(RestoreGoal goal) {
    return switch (goal.kind()) {
      case LATEST -> new RecoveryTarget.Latest();
      case TIME -> new RecoveryTarget.Time(Instant.parse(goal.value()));
      case LSN -> new RecoveryTarget.Position(Lsn.parse(goal.value()));
      case XID -> new RecoveryTarget.Transaction(Long.parseLong(goal.value()));
      case NAME -> new RecoveryTarget.Named(goal.value());
    };
  }
}
