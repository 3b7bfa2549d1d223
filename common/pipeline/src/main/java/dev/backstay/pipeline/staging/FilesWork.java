package dev.backstay.pipeline.staging;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.pipeline.BackupReport;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.VaultWriter;
import java.util.function.Consumer;

/**
 * The backup of a file tree as the work of a run.
 *
 * @param backup of the vault in staging
 * @param request the run's tags are added to its own
 * @param reports hears how it went, entries that could not be read included, before the commit
 */
public record FilesWork(
    FilesBackup backup,
    RunOrder order,
    BackupRequest request,
    Progress progress,
    Consumer<BackupReport> reports)
    implements RunWork {
  @Override
  public RunFacts capture(VaultWriter writer) {
    BackupRequest tagged = request.withTags(order.tags());
    if (order.kind() == BackupKind.FULL) {
      tagged = tagged.withForce();
    }
    BackupReport report = backup.run(writer, tagged, Lineage.ofTag(order.sourceTag()), progress);
    reports.accept(report);
    return BackupFacts.of(order.kind(), report, writer, report.problemCount());
  }
}
