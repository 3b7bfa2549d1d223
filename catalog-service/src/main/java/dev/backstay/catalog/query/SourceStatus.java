package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.SourceRecord.LastProof;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How a source stands against its promise, now.
 *
 * @param restorePointAge how much would be lost if the source were lost now
 * @param proofAge since something was last proven by a restore (L2 and above)
 */
public record SourceStatus(
    Promise rpo, Optional<Duration> restorePointAge, Optional<Duration> proofAge) {
  /** Whether a promise is kept. */
  public enum Promise {
    /** Nothing is promised. */
    NONE,
    KEPT,
    /** Too much would be lost, or there is nothing to restore at all. */
    BROKEN
  }

  /** What only reads and decodes is no proof of recovery. */
  private static final VerificationLevel LEAST_PROOF = VerificationLevel.L2;

  /** The status that follows from what is promised and what is known. */
  public static SourceStatus of(Objective objective, SourceOverview overview, Instant now) {
    Optional<Duration> age =
        overview.restorePoint().map(point -> Duration.between(point.capturedAt(), now));
    Promise rpo =
        objective
            .rpo()
            .map(most ->
                age.filter(is -> is.compareTo(most) <= 0).isPresent()
                    ? Promise.KEPT
                    : Promise.BROKEN)
            .orElse(Promise.NONE);
    Optional<Duration> proofAge =
        overview.last().proofs().stream()
            .filter(proof -> proof.level().compareTo(LEAST_PROOF) >= 0)
            .max(Comparator.comparing(LastProof::at))
            .map(proof -> Duration.between(proof.at(), now));
    return new SourceStatus(rpo, age, proofAge);
  }
}
