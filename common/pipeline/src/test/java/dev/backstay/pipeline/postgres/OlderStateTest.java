package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that did not come from the backup before to where they are. */
@Tag("system")
class OlderStateTest {
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

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
