package dev.backstay.testing.stream;

import static dev.backstay.testing.stream.StreamLooks.await;
import static dev.backstay.testing.stream.StreamLooks.awaitMarks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.SnapshotDiff;
import dev.backstay.pipeline.postgres.ChangedBy;
import dev.backstay.pipeline.postgres.PhysicalBackup;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest;
import dev.backstay.pipeline.postgres.PhysicalReport;
import dev.backstay.pipeline.postgres.PostgresWork;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.VaultReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incremental backups of a server whose log nobody has any more but the destinations. */
@Tag("system")
final class StreamedIncrementTest {
  @TempDir Path directory;
  private final List<PhysicalReport> reports = new ArrayList<>();

  @Test
  void changesAreKnownThoughServerAndStagingForgotTheirLog() throws InterruptedException {
    try (TestCluster cluster = forgetful();
        StreamRig rig = new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL)) {
      // Given
      rig.startUploader();
      rig.startDumper();
      cluster.sql(
          "CREATE TABLE orders AS SELECT n, md5(n::text) AS word FROM generate_series(1, 60000) n",
          "CREATE TABLE other AS SELECT * FROM orders",
          "VACUUM (FREEZE)",
          "CHECKPOINT");
      awaitMarks(rig, cluster);
      PhysicalReport first = backUp(rig, cluster, "first", false);
      cluster.sql(
          "UPDATE orders SET word = 'new' WHERE n % 10000 = 0",
          "DELETE FROM other WHERE n > 59000",
          "VACUUM other",
          "CREATE TABLE more AS SELECT * FROM orders LIMIT 500",
          "VACUUM");
      forget(rig, cluster, first.description().span().stop());

      // When
      awaitMarks(rig, cluster);
      PhysicalReport second = backUp(rig, cluster, "second", false);
      PhysicalReport everything = backUp(rig, cluster, "everything", true);

      // Then
      assertThat(second.description().changedBy())
          .as(second.how())
          .isEqualTo(ChangedBy.STREAMED_WAL);
      assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
      assertThat(differences(rig, second, everything)).isEmpty();
    }
  }

  private TestCluster forgetful() {
    return TestCluster.initialize(
        directory.resolve("cluster"),
        15,
        "--wal-segsize=1",
        "wal_keep_size=0",
        "min_wal_size=2MB",
        "autovacuum=off", // nothing moves between two backups
        "bgwriter_lru_maxpages=0");
  }

  /** Waits until neither the server nor staging has the log up to a position. */
  private static void forget(StreamRig rig, TestCluster cluster, Lsn position)
      throws InterruptedException {
    String kept =
        "SELECT count(*) FROM pg_ls_waldir() WHERE name = pg_walfile_name('%s'::pg_lsn - 1)"
            .formatted(position);
    try (LocalBlobStore staging = rig.staging()) {
      await(() -> {
        cluster.sql("CREATE TABLE IF NOT EXISTS noise (n int)", "INSERT INTO noise VALUES (1)");
        cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
        var frames = StagedFrames.list(staging, StreamRig.SOURCE);
        boolean isStaged =
            frames.timelines(StreamRig.SOURCE).stream()
                .flatMap(timeline -> frames.frames(timeline).stream())
                .anyMatch(frame -> frame.name().start().isBefore(position));
        return !isStaged && cluster.value(kept).equals("0");
      });
    }
  }

  private PhysicalReport backUp(StreamRig rig, TestCluster cluster, String key, boolean full) {
    var order =
        new RunOrder(
            BackupId.manual(StreamRig.SOURCE, key),
            1,
            StreamRig.SOURCE,
            full ? BackupKind.FULL : BackupKind.INCREMENTAL,
            "worker",
            DedupScope.EVERYTHING);
    var request =
        new PhysicalBackupRequest(
            PhysicalRequest.of(PostgresAddress.parse(cluster.url())).withAccess(Access.CONNECTIONS),
            new PhysicalBackupRequest.Extent(full, false, Duration.ofDays(30)),
            "host",
            List.of());
    try (StagedVault staged =
        StagedVault.open(
            rig.staging(), StreamRig.PASSWORD, StreamRig.options(), StagingLimit.of(1L << 30))) {
      var work =
          new PostgresWork(
              new PhysicalBackup(staged.vault(), InstantSource.system()),
              order,
              request,
              Progress.NONE,
              reports::add);
      var _ = staged.run(order, RunListener.NONE, work);
    }
    return reports.getLast();
  }

  /** What two backups between which nothing happened do not hold alike of relations. */
  private static List<SnapshotDiff.Change> differences(
      StreamRig rig, PhysicalReport one, PhysicalReport other) {
    List<SnapshotDiff.Change> found = new ArrayList<>();
    try (StagedVault staged =
            StagedVault.open(
                rig.staging(), StreamRig.PASSWORD, StreamRig.options(), StagingLimit.of(1L << 30));
        VaultReader reader = staged.vault().reader()) {
      SnapshotDiff.between(
          reader, one.figures().snapshot(), other.figures().snapshot(), found::add);
    }
    found.removeIf(change ->
        change.kind() == SnapshotDiff.ChangeKind.METADATA
            || !change.path().toString().startsWith("/data/base/"));
    return found;
  }
}
