package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
  public RetainedBackup {
    tags = List.copyOf(tags);
  }
}
