package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup as a row of a list.
 *
 * @param capturedAt the instant it restores to; before it is captured, when it was due
 * @param completedAt when it was whole in staging
 * @param destinations where a restore can be tried from
 */
public record BackupSummary(
    BackupId backup,
    SourceName source,
    Optional<BackupKind> kind,
    BackupState state,
    Instant capturedAt,
    Optional<Instant> completedAt,
    Optional<ObjectHash> snapshot,
    Optional<Size> size,
    Optional<NewestProof> proof,
    List<DestinationName> destinations,
    List<String> tags) {
  public BackupSummary {
    destinations = List.copyOf(destinations);
    tags = List.copyOf(tags);
  }

  /**
   * How large it is.
   *
   * @param bytes of the source
   * @param bytesStored that this backup added to the vault
   */
  public record Size(long bytes, long bytesStored) {}
}
