package dev.backstay.catalog.health;

import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.LastFailure;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.retention.Series;

/** Whether something newer shows that what failed works again; pure, as all rules of health are. */
final class Mending {
  private Mending() {}

  /**
   * A newer backup of the same series mends a failure to capture or to store one, and a newer proof
   * where it failed mends either. What a proof found bad only a proof mends that goes as far.
   */
  static boolean isMended(LastFailure failure, SourceRecord last) {
    return isProvenSince(failure, last)
        || (failure.level().isEmpty() && isCapturedSince(failure, last));
  }

  private static boolean isCapturedSince(LastFailure failure, SourceRecord last) {
    return last.successes().stream()
        .filter(success -> isAlike(success.kind(), failure.kind()))
        .anyMatch(success -> success.completedAt().isAfter(failure.at()));
  }

  private static boolean isProvenSince(LastFailure failure, SourceRecord last) {
    return last.proofs().stream()
        .filter(proof -> isAlike(proof.kind(), failure.kind()))
        .filter(proof -> proof.at().isAfter(failure.at()))
        .filter(proof ->
            failure.destination().filter(place -> !place.equals(proof.destination())).isEmpty())
        .anyMatch(
            proof -> failure.level().filter(level -> proof.level().compareTo(level) < 0).isEmpty());
  }

  private static boolean isAlike(BackupKind one, BackupKind other) {
    return Series.of(one) == Series.of(other);
  }
}
