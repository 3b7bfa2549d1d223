package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody asked to restore a backup.
 *
 * @param destination to fetch from; the nearest healthy one when not named
 * @param target directory at the host that restores; never one that is not empty
 * @param include globs of what is restored; empty for everything
 */
public record RestoreRequested(
    RestoreId restore,
    BackupId backup,
    SourceName source,
    ObjectHash snapshot,
    Optional<DestinationName> destination,
    String target,
    List<String> include,
    Instant requestedAt)
    implements BackupEvent {
  public RestoreRequested {
    include = List.copyOf(include);
  }

  @Override
  public List<String> identity() {
    return List.of(restore.toString());
  }
}
