package dev.backstay.retention;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A backup as far as retention must know it.
 *
 * @param id the value of the backup's id; breaks the tie between equal instants
 * @param capturedAt the instant whose data it brings back
 * @param proven the highest level it was verified at, at whichever destination
 */
public record KnownBackup(
    UUID id,
    SourceName source,
    BackupKind kind,
    Instant capturedAt,
    Set<String> tags,
    Optional<VerificationLevel> proven,
    BackupState state) {
  /** The newest first; of two of one instant the greater id. */
  public static final Comparator<KnownBackup> NEWEST_FIRST =
      Comparator.comparing(KnownBackup::capturedAt).thenComparing(KnownBackup::id).reversed();

  public KnownBackup {
    tags = Set.copyOf(tags);
  }

  public Series series() {
    return Series.of(kind);
  }
}
