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
 * @param goal a point beyond the backup itself, for a source that is recorded continuously; that
 *     backup then only names the source, and another one may suit the goal better
 */
public record RestoreRequested(
    RestoreId restore,
    BackupId backup,
    SourceName source,
    ObjectHash snapshot,
    Optional<DestinationName> destination,
    String target,
    List<String> include,
    Optional<RestoreGoal> goal,
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
