package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a recovery takes.
 *
 * @param target as it was asked for
 * @param stretches of log from the backup's start on, adjoining each other; at least up to where
 *     the target lies, and a little beyond, so that the server sees that it has passed it
 * @param decisive where the log must be searched from, to see whether it passes the target at all
 * @param until all that was written up to then, by the server's clock, is in that log
 * @param beyond where log begins that is held behind a gap and cannot be reached; for a plan that
 *     goes as far as it can
 */
public record RecoveryPlan(
    BaseBackup base,
    TimelinePath path,
    RecoveryTarget target,
    List<Stretch> stretches,
    Lsn decisive,
    Instant until,
    Optional<Lsn> beyond) {
  public RecoveryPlan {
    stretches = List.copyOf(stretches);
  }

  /** The same with what lies behind a gap. */
  RecoveryPlan before(Optional<Lsn> held) {
    return new RecoveryPlan(base, path, target, stretches, decisive, until, held);
  }

  /**
   * The same with no log from a position on, for a search found that to be enough.
   *
   * @param known that all that was written up to then is in that log
   */
  RecoveryPlan upTo(Lsn position, Instant known) {
    List<Stretch> enough =
        stretches.stream()
            .filter(stretch -> stretch.from().isBefore(position))
            .map(
                stretch -> new Stretch(stretch.piece(), stretch.from(), stretch.to().min(position)))
            .toList();
    return new RecoveryPlan(base, path, target, enough, decisive, known, beyond);
  }

  /** The end of the log that is used. */
  public Lsn end() {
    return stretches.isEmpty() ? base.stop() : stretches.getLast().to();
  }

  /** Log that the backup does not bring along. */
  public long logBytes() {
    return stretches.stream()
        .filter(stretch -> !(stretch.piece().place() instanceof WalPiece.InBase))
        .mapToLong(Stretch::bytes)
        .sum();
  }

  /** Whether the recovery stays on the timeline of its backup. */
  public boolean staysOnTimeline() {
    return path.timeline() == base.timeline();
  }
}
