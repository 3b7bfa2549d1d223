package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.PruneHistory;
import dev.backstay.pipeline.publication.Publication;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.pipeline.publication.Route;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real cluster by way of staging, judged at a destination. */
@Tag("system")
class StagedClusterTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final DestinationName NEAR = new DestinationName("near");
  private static final String PASSWORD = "correct horse";

  private final List<PhysicalReport> reports = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void anIncrementalBackupNeedsNoDataOfThoseBeforeInStaging() throws IOException {
    Path repository = directory.resolve("near");
    Vault.init(
            LocalBlobStore.create(directory.resolve("staging")),
            Secret.of(PASSWORD),
            BackedUpCluster.options())
        .close();
    try (TestCluster cluster =
            TestCluster.initialize(directory.resolve("cluster"), 17, "summarize_wal=on");
        LocalBlobStore near = LocalBlobStore.create(repository);
        StagedVault staged =
            StagedVault.open(
                LocalBlobStore.open(directory.resolve("staging")),
                Secret.of(PASSWORD),
                BackedUpCluster.options(),
                StagingLimit.of(1L << 30))) {
      // Given
      cluster.sql("CREATE TABLE orders AS SELECT n, md5(n::text) FROM generate_series(1, 50000) n");
      CommittedRun first = backUp(staged, cluster, "one");
      publish(staged, near, first);
      cluster.sql("UPDATE orders SET n = -n WHERE n % 5000 = 0");

      // When
      CommittedRun second = backUp(staged, cluster, "two");
      publish(staged, near, second);
      cluster.kill();

      // Then
      PhysicalReport report = reports.getLast();
      assertThat(report.description().changedBy()).isEqualTo(ChangedBy.WAL_SUMMARIES);
      assertThat(report.figures().parent()).contains(first.commit().snapshot());
      assertThat(second.manifest().base()).isNotEmpty();
      assertThat(second.manifest().facts().figures().problems()).isZero();
      assertThat(second.manifest().facts().tags())
          .contains("source:orders", "kind:incremental", "postgres:physical");
      Path password = Files.writeString(directory.resolve("password"), PASSWORD);
      ResticOracle restic = new ResticOracle(repository, password);
      restic.check().orFail();
      restic.restore("latest", directory.resolve("restored")).orFail();
      try (TestCluster restored = TestCluster.of(directory.resolve("restored"), 17)) {
        restored.start();
        assertThat(restored.value("SELECT count(*) FROM orders WHERE n < 0")).isEqualTo("10");
      }
    }
  }

  private CommittedRun backUp(StagedVault staged, TestCluster cluster, String key) {
    RunOrder order =
        new RunOrder(
            BackupId.manual(SOURCE, key),
            1,
            SOURCE,
            BackupKind.INCREMENTAL,
            "worker",
            DedupScope.EVERYTHING);
    return staged.run(
        order,
        RunListener.NONE,
        new PostgresWork(
            new PhysicalBackup(staged.vault(), InstantSource.system()),
            order,
            BackedUpCluster.request(cluster, BackedUpCluster.INCREMENTAL, Access.CONNECTIONS),
            Progress.NONE,
            reports::add));
  }

  /** Brings a run to the destination, then takes its data from staging. */
  private static void publish(StagedVault staged, LocalBlobStore near, CommittedRun run) {
    var route = new Route(staged.vault(), new Place(NEAR, near), List.of(), PruneHistory.NONE);
    new Publication(route, PublicationListener.NONE).run(run.commit().backup());
    for (StagedPack pack : run.manifest().packs()) {
      if (pack.content() == PackContent.DATA) {
        staged.vault().store().delete(StagingNames.pack(pack.id()));
      }
    }
  }
}
