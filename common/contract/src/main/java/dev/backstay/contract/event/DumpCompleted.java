package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * A backup is whole in staging: its attempt won, and what its manifest names will be published.
 *
 * @param attempt from 1; a retry keeps the backup's id and raises it
 * @param manifest of the staged manifest that names every object the snapshot needs
 * @param snapshot the name under which restic and Backstay list it
 * @param startedAt when the capture began; the restore point
 * @param hostname of the machine that captured
 */
public record DumpCompleted(
    BackupId backup,
    int attempt,
    SourceName source,
    BackupKind kind,
    ObjectHash manifest,
    ObjectHash snapshot,
    Instant startedAt,
    Instant completedAt,
    String hostname,
    List<String> tags,
    DumpFigures figures)
    implements BackupEvent {
  public DumpCompleted {
    Attempts.check(attempt);
    tags = List.copyOf(tags);
  }

  @Override
  public List<String> identity() {
    return List.of(backup.toString());
  }
}
