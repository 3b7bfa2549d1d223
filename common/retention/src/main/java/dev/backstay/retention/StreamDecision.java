package dev.backstay.retention;

import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.stream.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decision about the stream of a source. Its pieces are no restore points: no rule counts them,
 * and what keeps them is that recovery needs them. Owned by the calling thread.
 */
final class StreamDecision {
  private final RetentionRules rules;
  private final Retention retention;
  private final StreamWindow window;
  private final Instant now;

  StreamDecision(RetentionRules rules, StreamWindow window, Instant now) {
    this.rules = rules;
    this.retention = rules.retention();
    this.window = window;
    this.now = now;
  }

  Decision on(KnownBackup piece) {
    List<KeepReason> reasons = new ArrayList<>(Holds.on(piece, retention, now));
    Optional<WalRange> range = WalRange.of(piece.tags());
    if (piece.state() == BackupState.FAILED) {
      if (window.contains(piece.capturedAt())) {
        reasons.add(new KeepReason.WithinDays(retention.streamDays()));
      }
    } else if (range.isEmpty()) {
      reasons.add(new KeepReason.UnknownRange());
    } else {
      if (window.contains(range.get().until())) {
        reasons.add(new KeepReason.WithinDays(retention.streamDays()));
      }
      window
          .neededBy(range.get())
          .ifPresent(base -> reasons.add(new KeepReason.CarriesOn(base.capturedAt())));
    }
    if (reasons.isEmpty() && !window.isProven()) {
      reasons.add(new KeepReason.NothingVerified(Series.WHOLE, rules.asked()));
    }
    return reasons.isEmpty()
        ? new Decision.Remove(piece, whyRemoved(piece))
        : new Decision.Keep(piece, reasons);
  }

  private RemoveReason whyRemoved(KnownBackup piece) {
    return piece.state() == BackupState.FAILED
        ? new RemoveReason.Failed(Duration.between(piece.capturedAt(), now).toDays())
        : new RemoveReason.PastStream(retention.streamDays());
  }
}
