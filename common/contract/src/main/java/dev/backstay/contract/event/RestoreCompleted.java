package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A restore ended.
 *
 * @param failure why it failed, if it did
 */
public record RestoreCompleted(
    RestoreId restore,
    BackupId backup,
    SourceName source,
    ObjectHash snapshot,
    Optional<DestinationName> destination,
    Optional<Failure> failure,
    long files,
    long bytes,
    Duration took,
    Instant completedAt)
    implements BackupEvent {
  @Override
  public List<String> identity() {
    return List.of(restore.toString());
  }
}
