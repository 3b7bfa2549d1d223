package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that keep no log: what changed is known from when it was streamed. */
@Tag("system")
class StreamedLogTest {
  private static final int ROUNDS = 3;

  /** Of 1 MiB each. */
  private static final int MORE_SEGMENTS_THAN_FILES = 80;

  @TempDir Path directory;
  private BackedUpCluster backups;
  private TestCluster cluster;
  private StreamedCluster stream;

  @BeforeEach
  void startServer() throws IOException {
    backups = new BackedUpCluster(directory);
    cluster =
        TestCluster.initialize(
            directory.resolve("cluster"),
            15,
            "wal_keep_size=0",
            "min_wal_size=2MB",
            "max_wal_size=64MB",
            "--wal-segsize=1",
            "autovacuum=off", // nothing moves between two backups
            "bgwriter_lru_maxpages=0");
    Ledger.fill(cluster);
    stream = new StreamedCluster(backups.vault(), cluster);
  }

  @AfterEach
  void end() {
    cluster.close();
    backups.close();
  }

  @Test
  void logThatOnlyTheStreamHadLeavesNothingOut() {
    // Given
    PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
    Ledger.change(cluster);
    for (int round = 0; round < ROUNDS; round++) {
      stream.capture();
      stream.rollUp();
      recycle();
      cluster.sql("UPDATE ledger SET amount = amount + 1 WHERE id % 5000 = " + round);
    }
    stream.capture();
    String expected = Ledger.fingerprint(cluster);

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
    PhysicalReport everything = backups.backUp(cluster, FULL);

    // Then
    assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.STREAMED_WAL);
    assertThat(stream.oldest()).isGreaterThan(first.description().span().stop());
    assertThat(second.figures().parent()).contains(first.figures().snapshot().id());
    assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
    assertThat(backups.differences(second, everything)).isEmpty();
    cluster.kill();
    try (TestCluster restored = backups.restored(second, directory.resolve("restored"), 15)) {
      restored.start();
      assertThat(Ledger.fingerprint(restored)).isEqualTo(expected);
    }
  }

  @Test
  void logWithAHoleIsNotBuiltOn() {
    // Given
    backups.backUp(cluster, INCREMENTAL);
    stream.capture();
    stream.rollUp();
    Ledger.change(cluster);
    stream.lose(300_000);
    stream.capture();
    stream.rollUp();
    recycle();
    stream.capture();

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
    PhysicalReport everything = backups.backUp(cluster, FULL);

    // Then
    assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FILE_TIMES);
    assertThat(second.how()).contains("the streamed log");
    assertThat(backups.differences(second, everything)).isEmpty();
  }

  /** The stream does not notice it: the server has overtaken what was captured. */
  @Test
  void logOfAStateThatWasGivenUpIsNotBuiltOn() throws IOException, InterruptedException {
    // Given
    cluster.stop();
    Path saved = directory.resolve("saved");
    run("cp", "-a", cluster.data().toString(), saved.toString());
    cluster.start();
    cluster.sql("UPDATE ledger SET amount = 7 WHERE id < 9000");
    backups.backUp(cluster, INCREMENTAL);
    stream.capture();
    stream.rollUp();
    cluster.stop();
    run("rm", "-r", cluster.data().toString());
    Files.move(saved, cluster.data());
    cluster.start();
    Ledger.change(cluster);
    cluster.sql("CREATE TABLE other AS SELECT * FROM generate_series(1, 150000) n");
    stream.capture();
    stream.rollUp();
    recycle();
    stream.capture();

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
    PhysicalReport everything = backups.backUp(cluster, FULL);

    // Then
    assertThat(second.description().changedBy())
        .as(second.how())
        .isIn(ChangedBy.FILE_TIMES, ChangedBy.FULL);
    assertThat(backups.differences(second, everything)).isEmpty();
  }

  /** All that it has of its own log fits, but so it would after some put-backs. */
  @Test
  void logThatWasStreamedBeforeTheServerWasStartedAnewIsNotJoined() {
    // Given
    cluster.sql("ALTER SYSTEM SET wal_keep_size = '1GB'", "SELECT pg_reload_conf()");
    stream.capture();
    backups.backUp(cluster, INCREMENTAL);
    for (int round = 0; round < MORE_SEGMENTS_THAN_FILES; round++) {
      cluster.sql("UPDATE ledger SET amount = 0 WHERE id = " + round, "SELECT pg_switch_wal()");
    }
    cluster.stop();
    cluster.start();
    cluster.sql("CHECKPOINT");
    stream.capture();

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
    PhysicalReport everything = backups.backUp(cluster, FULL);

    // Then
    assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.FILE_TIMES);
    assertThat(second.how()).contains("more WAL than there are files", "two histories");
    assertThat(backups.differences(second, everything)).isEmpty();
  }

  /** The server forgets its log as soon as the files have what it tells. */
  private void recycle() {
    for (int round = 0; round < 2; round++) {
      cluster.sql("SELECT pg_switch_wal()");
      stream.capture();
      cluster.sql("CHECKPOINT");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
