package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupFact.Proof;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What was proven of something.
 *
 * @param level the highest that was reached
 * @param at when anything was last proven
 */
public record NewestProof(VerificationLevel level, Instant at) {
  /** What proofs say together; empty when there is none. */
  public static Optional<NewestProof> of(Collection<Proof> proofs) {
    return proofs.stream()
        .map(Proof::at)
        .max(Comparator.naturalOrder())
        .flatMap(at ->
            proofs.stream()
                .map(Proof::level)
                .max(Comparator.naturalOrder())
                .map(level -> new NewestProof(level, at)));
  }
}
