package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stage of a backup failed.
 *
 * @param destination where, for the stages behind the dump
 * @param retried whether the stage is tried again by itself
 * @param attempt from 1; a retry keeps the backup's id and raises it
 */
public record BackupFailed(
    BackupId backup,
    int attempt,
    SourceName source,
    BackupKind kind,
    Stage stage,
    Optional<DestinationName> destination,
    Failure failure,
    boolean retried,
    Instant failedAt)
    implements BackupEvent {
  public BackupFailed {
    Attempts.check(attempt);
  }

  @Override
  public List<String> identity() {
    return List.of(
        backup.toString(),
        Integer.toString(attempt),
        stage.name(),
        destination.map(DestinationName::value).orElse(""),
        Boolean.toString(retried));
  }
}
