package dev.backstay.catalog.query;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * An instant to which a source can be restored. Holds nothing but what a vault itself knows, so a
 * catalog that was rebuilt from a vault alone gives the same ones.
 *
 * @param destinations that hold it
 */
public record RestorePoint(
    SourceName source,
    Instant capturedAt,
    BackupId backup,
    BackupKind kind,
    ObjectHash snapshot,
    List<DestinationName> destinations) {
  public RestorePoint {
    destinations = List.copyOf(destinations);
  }
}
