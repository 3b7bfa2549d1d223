package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.pipeline.Progress;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that did not come from the backup before to where they are. */
@Tag("system")
class OlderStateTest {
  private static final int MAX_ROUNDS = 100;

  @TempDir Path directory;

  /** As when the snapshot of a machine is put back: the same timeline, with another log on it. */
  @Test
  void nothingIsTakenOverFromAFutureThatWasUndone() throws IOException, InterruptedException {
    try (var backups = new BackedUpCluster(directory);
        TestCluster cluster =
            TestCluster.initialize(
                directory.resolve("cluster"),
                17,
                "--wal-segsize=1",
                "summarize_wal=on",
                "autovacuum=off",
                "bgwriter_lru_maxpages=0")) {
      // Given
      cluster.sql(
          "CREATE TABLE ledger AS SELECT n AS id, 0 AS amount FROM generate_series(1, 60000) n",
          "VACUUM (FREEZE)");
      cluster.stop();
      Path data = cluster.data();
      Path saved = directory.resolve("saved");
      run("cp", "-a", data.toString(), saved.toString());
      cluster.start();
      cluster.sql("UPDATE ledger SET amount = 7 WHERE id < 20000");
      backups.backUp(cluster, INCREMENTAL);
      cluster.stop();
      run("rm", "-r", data.toString());
      Files.move(saved, data);
      cluster.start();
      cluster.sql("CREATE TABLE other AS SELECT * FROM generate_series(1, 150000) n");

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport third = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FULL);
      assertThat(third.description().changedBy())
          .as(third.how())
          .isEqualTo(ChangedBy.WAL_SUMMARIES);
      String ledger = "data/" + cluster.value("SELECT pg_relation_filepath('ledger')");
      String folder = ledger.substring(0, ledger.lastIndexOf('/'));
      assertThat(backups.files(second, folder).get("/" + ledger))
          .isNotEmpty()
          .isEqualTo(backups.files(everything, folder).get("/" + ledger));
    }
  }

  /** The backup of a standby leaves no record at its end, so none is missed. */
  @Test
  void aStateOfAmidTheBackupBeforeIsNotTakenForThatOfItsEnd()
      throws IOException, InterruptedException {
    try (var backups = new BackedUpCluster(directory);
        TestCluster cluster =
            TestCluster.initialize(
                directory.resolve("cluster"),
                17,
                "--wal-segsize=1",
                "summarize_wal=on",
                "autovacuum=off",
                "bgwriter_lru_maxpages=0")) {
      // Given
      Ledger.fill(cluster);
      var amid = new Amid(cluster);
      backups.asOfStandby(backups.backUp(cluster, INCREMENTAL, Access.CONNECTIONS, amid));
      cluster.kill();
      putBack(directory.resolve("saved"), cluster);
      cluster.sql("CREATE TABLE other AS SELECT * FROM generate_series(1, 150000) n");

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FILE_TIMES);
      assertThat(backups.differences(second, everything)).isEmpty();
    }
  }

  /** Without its log only the times of its files tell that, and many of them are old. */
  @Test
  void aFileOfAnOlderStateIsReadWhereTheLogIsGone() throws IOException, InterruptedException {
    try (var backups = new BackedUpCluster(directory);
        TestCluster cluster = forgetful(16)) {
      // Given
      Ledger.fill(cluster);
      cluster.stop();
      Path saved = saved(cluster);
      OldFiles.age(saved);
      cluster.start();
      cluster.sql("DELETE FROM gone WHERE id < 20000"); // its file keeps its size
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
      cluster.stop();
      putBack(saved, cluster);
      recycle(cluster, first);

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FILE_TIMES);
      assertThat(backups.differences(second, everything)).isEmpty();
    }
  }

  /** The checkpoint of the backup before is in both histories. */
  @Test
  void summariesAreNotBuiltOnWhereAStateOfAmidTheBackupBeforeMayHaveBeenPutBack()
      throws IOException, InterruptedException {
    try (var backups = new BackedUpCluster(directory);
        TestCluster cluster = forgetful(17, "summarize_wal=on")) {
      // Given
      Ledger.fill(cluster);
      var amid = new Amid(cluster);
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL, Access.CONNECTIONS, amid);
      cluster.kill();
      putBack(directory.resolve("saved"), cluster);
      recycle(cluster, first);

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport third = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FILE_TIMES);
      assertThat(second.how()).contains("started anew");
      assertThat(third.description().changedBy())
          .as(third.how())
          .isEqualTo(ChangedBy.WAL_SUMMARIES);
      assertThat(backups.differences(second, everything)).isEmpty();
    }
  }

  /** Keeps the state of a moment after a backup has begun, and changes a table then. */
  private final class Amid implements Progress {
    private final TestCluster cluster;

    Amid(TestCluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void total(long files, long bytes) {
      try {
        OldFiles.age(saved(cluster));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      cluster.sql("DELETE FROM gone WHERE id < 20000", "CHECKPOINT");
    }
  }

  /** A server that keeps little log. */
  private TestCluster forgetful(int major, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 6);
    all[settings.length] = "wal_keep_size=0";
    all[settings.length + 1] = "min_wal_size=2MB";
    all[settings.length + 2] = "max_wal_size=64MB";
    all[settings.length + 3] = "--wal-segsize=1";
    all[settings.length + 4] = "autovacuum=off";
    all[settings.length + 5] = "bgwriter_lru_maxpages=0";
    return TestCluster.initialize(directory.resolve("cluster"), major, all);
  }

  private Path saved(TestCluster cluster) throws IOException, InterruptedException {
    Path saved = directory.resolve("saved");
    run("cp", "-a", cluster.data().toString(), saved.toString());
    return saved;
  }

  private static void putBack(Path saved, TestCluster cluster)
      throws IOException, InterruptedException {
    run("rm", "-r", cluster.data().toString());
    Files.move(saved, cluster.data());
    Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
    cluster.start();
  }

  /** Goes beyond the state that was given up, until the log of a backup of it is gone. */
  private static void recycle(TestCluster cluster, PhysicalReport backup) {
    cluster.sql("CREATE TABLE other AS SELECT * FROM generate_series(1, 150000) n");
    String kept =
        "SELECT count(*) FROM pg_ls_waldir() WHERE name = pg_walfile_name('%s'::pg_lsn - 1)"
            .formatted(backup.description().span().stop());
    int rounds = 0;
    do {
      cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
      rounds++;
    } while (rounds < MAX_ROUNDS && !cluster.value(kept).equals("0")); // a summarizer may lag
    assertThat(cluster.value(kept)).isEqualTo("0");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
