package dev.backstay.verifier.proof;

import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.Verification;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the next backup of a source is to be proven: as every backup, or as far as the newest one
 * once in a while. Each series has a newest one of its own: a dump of definitions that was restored
 * says nothing about the physical backup, and a piece of a stream is the newest of nothing.
 * Remembers when that was last done; told again what was, after a restart, it goes on where it was.
 * Any number of threads may ask.
 */
public final class ProofLevels {
  private final Map<Series, Instant> lastFar = new ConcurrentHashMap<>();

  private record Series(
      SourceName source, DestinationName destination, BackupKind kind, VerificationLevel level) {
    static Series of(
        SourceName source, DestinationName destination, BackupKind kind, VerificationLevel level) {
      return new Series(
          source, destination, kind == BackupKind.INCREMENTAL ? BackupKind.FULL : kind, level);
    }
  }

  /** A proof that was made, by whomever. */
  public void remember(Verified proof) {
    for (VerificationLevel level : VerificationLevel.values()) {
      if (level.compareTo(proof.level()) <= 0) {
        lastFar.merge(
            Series.of(proof.source(), proof.destination(), proof.kind(), level),
            proof.verifiedAt(),
            (one, other) -> one.isAfter(other) ? one : other);
      }
    }
  }

  /** The level for a backup that was just uploaded. */
  public VerificationLevel next(Uploaded backup, Verification policy, Instant now) {
    if (!backup.kind().isRestorePoint()) {
      return lower(policy.everyBackup(), backup.kind().highestProof());
    }
    Instant last =
        lastFar.get(
            Series.of(backup.source(), backup.destination(), backup.kind(), policy.newest()));
    boolean due = last == null || !last.plus(policy.newestEvery()).isAfter(now);
    return due ? policy.newest() : policy.everyBackup();
  }

  private static VerificationLevel lower(VerificationLevel one, VerificationLevel other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
