package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.pipeline.BackupReport;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;

/** What a run tells of a backup, as its report has it. */
public final class BackupFacts {
  private BackupFacts() {}

  /**
   * The facts of a backup.
   *
   * @param problems what of it is not as it should be
   */
  public static RunFacts of(
      BackupKind kind, BackupReport report, VaultWriter writer, long problems) {
    Snapshot snapshot = report.snapshot().snapshot();
    return new RunFacts(
        kind,
        snapshot.time(),
        snapshot.time().plus(report.elapsed()),
        snapshot.hostname(),
        snapshot.tags(),
        new DumpFigures(
            report.filesNew() + report.filesChanged() + report.filesUnchanged(),
            report.bytesProcessed(),
            report.bytesRead(),
            report.bytesAdded(),
            report.bytesStored(),
            writer.stats().packs(),
            problems));
  }
}
