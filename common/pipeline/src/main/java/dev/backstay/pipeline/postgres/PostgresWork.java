package dev.backstay.pipeline.postgres;

import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.BackupFacts;
import dev.backstay.pipeline.staging.RunFacts;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.RunWork;
import dev.backstay.vault.VaultWriter;
import java.util.function.Consumer;

/**
 * The physical backup of a PostgreSQL cluster as the work of a run.
 *
 * @param backup of the vault in staging
 * @param request the run's tags are added to its own
 * @param reports hears how it went, bad pages included, before the commit
 */
public record PostgresWork(
    PhysicalBackup backup,
    RunOrder order,
    PhysicalBackupRequest request,
    Progress progress,
    Consumer<PhysicalReport> reports)
    implements RunWork {
  @Override
  public RunFacts capture(VaultWriter writer) {
    PhysicalReport report =
        backup.run(
            writer,
            request.withTags(order.tags()),
            _ -> Lineage.ofTag(order.sourceTag()),
            progress);
    reports.accept(report);
    return BackupFacts.of(
        order.kind(), report.figures(), writer, report.description().badPageCount());
  }
}
