package dev.backstay.pipeline.logical;

import dev.backstay.contract.event.DumpFigures;
import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.RunFacts;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.RunWork;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;

/**
 * A dump of databases as the work of a run.
 *
 * @param backup of the vault in staging
 * @param request the run's tags are added to its own
 */
public record LogicalWork(
    LogicalBackup backup, RunOrder order, LogicalRequest request, Progress progress)
    implements RunWork {
  @Override
  public RunFacts capture(VaultWriter writer) {
    LogicalReport report =
        backup.run(
            writer, request.withTags(order.tags()), Lineage.ofTag(order.sourceTag()), progress);
    Snapshot snapshot = report.snapshot().snapshot();
    return new RunFacts(
        order.kind(),
        snapshot.time(),
        snapshot.time().plus(report.elapsed()),
        snapshot.hostname(),
        snapshot.tags(),
        new DumpFigures(
            report.files(),
            report.bytesProcessed(),
            report.bytesProcessed(),
            report.bytesAdded(),
            report.bytesStored(),
            writer.stats().packs(),
            0));
  }
}
