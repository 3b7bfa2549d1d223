package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * A dumper began to capture a source.
 *
 * @param attempt from 1; a retry keeps the backup's id and raises it
 * @param worker the dumper
 */
public record BackupStarted(
    BackupId backup,
    int attempt,
    SourceName source,
    BackupKind kind,
    Instant startedAt,
    String worker)
    implements BackupEvent {
  public BackupStarted {
    Attempts.check(attempt);
  }

  @Override
  public List<String> identity() {
    return List.of(backup.toString(), Integer.toString(attempt));
  }
}
