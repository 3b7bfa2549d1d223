package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What retention needs to know of a backup that is not forgotten.
 *
 * @param sound whether a destination offers it that did not find it bad
 * @param proof at the destinations that offer it
 * @param letGo whether an earlier prune already named it
 */
public record RetainedBackup(
    BackupId backup,
    BackupKind kind,
    BackupState state,
    boolean sound,
    Instant capturedAt,
    Optional<ObjectHash> snapshot,
    Optional<NewestProof> proof,
    List<String> tags,
    boolean letGo) {
  private static final Set<BackupState> GONE =
      EnumSet.of(BackupState.FORGOTTEN, BackupState.DELETED);

  public RetainedBackup {
    tags = List.copyOf(tags);
  }

  /** A backup at the destinations that count; empty when none of them has it any more. */
  public static Optional<RetainedBackup> of(BackupRecord whole, Set<DestinationName> counted) {
    return whole
        .only(counted)
        .filter(backup -> !GONE.contains(backup.state()))
        .map(backup ->
            new RetainedBackup(
                backup.backup(),
                backup.kind().orElse(BackupKind.FULL),
                backup.state(),
                backup.sound(),
                whole.instant(),
                backup.run().capture().map(Capture::snapshot),
                NewestProof.of(backup.proofs()),
                backup.tags(),
                backup.letGo().isPresent()));
  }
}
