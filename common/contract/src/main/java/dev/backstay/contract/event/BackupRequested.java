package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * Somebody asked for a backup, or it was due.
 *
 * @param backup the same for a second request of the same backup
 * @param attempt from 1; a retry keeps the backup's id and raises it
 * @param dueAt when it was due, or when it was asked for
 * @param tags kept with the backup, beside those that name source and kind
 */
public record BackupRequested(
    BackupId backup,
    int attempt,
    SourceName source,
    BackupKind kind,
    Instant dueAt,
    Trigger trigger,
    List<String> tags)
    implements BackupEvent {
  public BackupRequested {
    Attempts.check(attempt);
    tags = List.copyOf(tags);
  }

  @Override
  public List<String> identity() {
    return List.of(backup.toString(), Integer.toString(attempt));
  }
}
