package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.policy.BackupKind;
import java.time.Instant;
import java.util.List;

/**
 * What is told about a run that was committed, kept with it so that it can be told again.
 *
 * @param startedAt when the capture began; the restore point
 * @param hostname under which the snapshot is filed
 * @param tags of the snapshot
 */
public record RunFacts(
    BackupKind kind,
    Instant startedAt,
    Instant completedAt,
    String hostname,
    List<String> tags,
    DumpFigures figures) {
  public RunFacts {
    tags = List.copyOf(tags);
  }
}
