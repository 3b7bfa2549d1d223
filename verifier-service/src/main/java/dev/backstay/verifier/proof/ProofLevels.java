package dev.backstay.verifier.proof;

import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.Verification;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the next backup of a source is to be proven: as every backup, or as far as the newest one
 * once in a while. Remembers when that was last done; told again what was, after a restart, it goes
 * on where it was. Any number of threads may ask.
 */
public final class ProofLevels {
  private final Map<Series, Instant> lastFar = new ConcurrentHashMap<>();

  private record Series(SourceName source, DestinationName destination, VerificationLevel level) {}

  /** A proof that was made, by whomever. */
  public void remember(Verified proof) {
    for (VerificationLevel level : VerificationLevel.values()) {
      if (level.compareTo(proof.level()) <= 0) {
        lastFar.merge(
            new Series(proof.source(), proof.destination(), level),
            proof.verifiedAt(),
            (one, other) -> one.isAfter(other) ? one : other);
      }
    }
  }

  /** The level for a backup that was just uploaded. */
  public VerificationLevel next(
      SourceName source, DestinationName destination, Verification policy, Instant now) {
    Instant last = lastFar.get(new Series(source, destination, policy.newest()));
    boolean due = last == null || !last.plus(policy.newestEvery()).isAfter(now);
    return due ? policy.newest() : policy.everyBackup();
  }
}
