package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class PhysicalBackupTest {
  @TempDir Path directory;
  private BackedUpCluster backups;

  @BeforeEach
  void openVault() throws IOException {
    backups = new BackedUpCluster(directory);
  }

  @Test
  void stockResticRestoresAClusterThatStarts() throws IOException {
    try (TestCluster cluster = cluster(18)) {
      // Given
      Ledger.fill(cluster);
      Path space = Files.createDirectory(directory.resolve("space"));
      cluster.server().user().own(space);
      cluster.sql(
          "CREATE TABLESPACE fast LOCATION '" + space + "'",
          "CREATE TABLE aside TABLESPACE fast AS SELECT generate_series(1, 1000) AS n");

      // When
      PhysicalReport report = backups.backUp(cluster, INCREMENTAL);
      cluster.kill();

      // Then
      assertThat(report.description().changedBy()).isEqualTo(ChangedBy.FULL);
      assertThat(report.description().tablespaces())
          .singleElement()
          .satisfies(tablespace -> assertThat(tablespace.name()).isEqualTo("fast"));
      assertThat(report.figures().snapshot().snapshot().tags())
          .contains("nightly", "postgres:physical", "changed-by:full")
          .doesNotContain("damaged");
      backups.restic().check().orFail();
      try (TestCluster restored = started(report, 18)) {
        assertThat(restored.value("SELECT count(*) FROM ledger")).isEqualTo("" + Ledger.ROWS);
        assertThat(restored.value("SELECT sum(n) FROM aside")).isEqualTo("500500");
      }
    } finally {
      backups.close();
    }
  }

  @Test
  void summariesLeaveNothingOutAndLittleIsStored() {
    try (TestCluster cluster = cluster(17, "summarize_wal=on")) {
      incrementalMissesNothing(cluster, Access.CONNECTIONS, ChangedBy.WAL_SUMMARIES);
    } finally {
      backups.close();
    }
  }

  @Test
  void theLogOfTheServerLeavesNothingOut() {
    try (TestCluster cluster = cluster(15)) {
      incrementalMissesNothing(cluster, Access.CONNECTIONS, ChangedBy.WAL);
    } finally {
      backups.close();
    }
  }

  @Test
  void theLogOnDiskLeavesNothingOut() {
    try (TestCluster cluster = cluster(16)) {
      incrementalMissesNothing(cluster, Access.DISK, ChangedBy.WAL);
    } finally {
      backups.close();
    }
  }

  private void incrementalMissesNothing(TestCluster cluster, Access access, ChangedBy by) {
    // Given
    Ledger.fill(cluster);
    PhysicalReport first = backups.backUp(cluster, INCREMENTAL, access);
    Ledger.change(cluster);
    String expected = Ledger.fingerprint(cluster);

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL, access);
    PhysicalReport everything = backups.backUp(cluster, FULL, access);

    // Then
    assertThat(second.description().changedBy()).as(second.how()).isEqualTo(by);
    assertThat(second.figures().parent()).contains(first.figures().snapshot().id());
    assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
    assertThat(second.figures().bytesStored()).isLessThan(first.figures().bytesStored() / 2);
    assertThat(backups.differences(second, everything)).isEmpty();
    cluster.kill();
    try (TestCluster restored = started(second, cluster.version())) {
      assertThat(Ledger.fingerprint(restored)).isEqualTo(expected);
    }
    backups.restic().check().orFail();
  }

  @Test
  void theTimesOfFilesLeaveNothingOut() throws IOException {
    try (TestCluster cluster =
        cluster(18, "wal_keep_size=0", "min_wal_size=32MB", "max_wal_size=48MB")) {
      // Given
      Ledger.fill(cluster);
      Path rotten = cluster.data().resolve(cluster.value("SELECT pg_relation_filepath('gone')"));
      cluster.stop();
      Files.write(rotten, rotted(Files.readAllBytes(rotten)));
      cluster.start();
      OldFiles.age(cluster.data());
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
      cluster.sql("UPDATE ledger SET amount = amount + 1 WHERE id % 3000 = 0", "VACUUM");
      for (int round = 0; round < 6; round++) {
        cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
      }
      String expected = Ledger.fingerprint(cluster);

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).isEqualTo(ChangedBy.FILE_TIMES);
      assertThat(first.description().badPages()).hasSize(1);
      assertThat(second.description().badPages()).as("not read again").hasSize(1);
      assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
      assertThat(backups.differences(second, everything)).isEmpty();
      cluster.kill();
      try (TestCluster restored = started(second, 18)) {
        assertThat(Ledger.fingerprint(restored)).isEqualTo(expected);
      }
    } finally {
      backups.close();
    }
  }

  @Test
  void afterAFailoverBackupsGoOnWithoutReadingEverything() {
    try (TestCluster cluster = cluster(17)) {
      // Given
      Ledger.fill(cluster);
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
      try (TestCluster standby = cluster.standby(directory.resolve("standby"))) {
        PhysicalReport ofStandby = backups.backUp(standby, INCREMENTAL);
        cluster.kill();
        standby.promote();
        Ledger.change(standby);
        String expected = Ledger.fingerprint(standby);

        // When
        PhysicalReport second = backups.backUp(standby, INCREMENTAL);

        // Then
        assertThat(ofStandby.description().server().inRecovery()).isTrue();
        assertThat(ofStandby.figures().parent()).contains(first.figures().snapshot().id());
        assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.WAL);
        assertThat(second.description().span().timeline()).isEqualTo(2);
        standby.kill();
        try (TestCluster restored = started(second, 17)) {
          assertThat(Ledger.fingerprint(restored)).isEqualTo(expected);
        }
      }
    } finally {
      backups.close();
    }
  }

  private TestCluster cluster(int major, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 3);
    all[settings.length] = "autovacuum=off"; // nothing moves between two backups
    all[settings.length + 2] = "--wal-segsize=1"; // else the log of a backup outweighs its files
    all[settings.length + 1] = "bgwriter_lru_maxpages=0";
    return TestCluster.initialize(directory.resolve("cluster"), major, all);
  }

  private TestCluster started(PhysicalReport report, int major) {
    TestCluster restored = backups.restored(report, directory.resolve("restored"), major);
    restored.start();
    return restored;
  }

  private static byte[] rotted(byte[] file) {
    file[50 * 8192 + 4000] ^= 1;
    return file;
  }
}
