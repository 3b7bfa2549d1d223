package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class PhysicalBackupTest {
  private static final int ROWS = 60_000;

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
      fill(cluster);
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
        assertThat(restored.value("SELECT count(*) FROM ledger")).isEqualTo("" + ROWS);
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
    fill(cluster);
    PhysicalReport first = backups.backUp(cluster, INCREMENTAL, access);
    change(cluster);
    String expected = fingerprint(cluster);

    // When
    PhysicalReport second = backups.backUp(cluster, INCREMENTAL, access);
    PhysicalReport everything = backups.backUp(cluster, FULL, access);

    // Then
    assertThat(second.description().changedBy()).as(second.how()).isEqualTo(by);
    assertThat(second.figures().parent()).contains(first.figures().snapshot().id());
    assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
    assertThat(second.figures().bytesStored()).isLessThan(first.figures().bytesStored() / 2);
    assertThat(differences(second, everything)).isEmpty();
    cluster.kill();
    try (TestCluster restored = started(second, cluster.version())) {
      assertThat(fingerprint(restored)).isEqualTo(expected);
    }
    backups.restic().check().orFail();
  }

  @Test
  void theTimesOfFilesLeaveNothingOut() throws IOException {
    try (TestCluster cluster =
        cluster(18, "wal_keep_size=0", "min_wal_size=32MB", "max_wal_size=48MB")) {
      // Given
      fill(cluster);
      Path rotten = cluster.data().resolve(cluster.value("SELECT pg_relation_filepath('gone')"));
      cluster.stop();
      Files.write(rotten, rotted(Files.readAllBytes(rotten)));
      cluster.start();
      age(cluster.data());
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
      cluster.sql("UPDATE ledger SET amount = amount + 1 WHERE id % 3000 = 0", "VACUUM");
      for (int round = 0; round < 6; round++) {
        cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
      }
      String expected = fingerprint(cluster);

      // When
      PhysicalReport second = backups.backUp(cluster, INCREMENTAL);
      PhysicalReport everything = backups.backUp(cluster, FULL);

      // Then
      assertThat(second.description().changedBy()).isEqualTo(ChangedBy.FILE_TIMES);
      assertThat(first.description().badPages()).hasSize(1);
      assertThat(second.description().badPages()).as("not read again").hasSize(1);
      assertThat(second.figures().bytesRead()).isLessThan(first.figures().bytesRead() / 2);
      assertThat(differences(second, everything)).isEmpty();
      cluster.kill();
      try (TestCluster restored = started(second, 18)) {
        assertThat(fingerprint(restored)).isEqualTo(expected);
      }
    } finally {
      backups.close();
    }
  }

  @Test
  void afterAFailoverBackupsGoOnWithoutReadingEverything() {
    try (TestCluster cluster = cluster(17)) {
      // Given
      fill(cluster);
      PhysicalReport first = backups.backUp(cluster, INCREMENTAL);
      try (TestCluster standby = cluster.standby(directory.resolve("standby"))) {
        PhysicalReport ofStandby = backups.backUp(standby, INCREMENTAL);
        cluster.kill();
        standby.promote();
        change(standby);
        String expected = fingerprint(standby);

        // When
        PhysicalReport second = backups.backUp(standby, INCREMENTAL);

        // Then
        assertThat(ofStandby.description().server().inRecovery()).isTrue();
        assertThat(ofStandby.figures().parent()).contains(first.figures().snapshot().id());
        assertThat(second.description().changedBy()).as(second.how()).isEqualTo(ChangedBy.WAL);
        assertThat(second.description().span().timeline()).isEqualTo(2);
        standby.kill();
        try (TestCluster restored = started(second, 17)) {
          assertThat(fingerprint(restored)).isEqualTo(expected);
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

  private static void fill(TestCluster cluster) {
    cluster.sql(
        "CREATE TABLE ledger AS SELECT n AS id, n * 7 AS amount, md5(n::text) AS note"
            + " FROM generate_series(1, "
            + ROWS
            + ") n",
        "ALTER TABLE ledger ADD PRIMARY KEY (id)",
        "CREATE TABLE gone AS SELECT * FROM ledger",
        "CREATE TABLE emptied AS SELECT * FROM ledger",
        "VACUUM (FREEZE)", // no hint is left to be set by those who only look
        "CHECKPOINT");
  }

  /** Rows, new and grown and shrunken files, files that are gone and files made anew. */
  private static void change(TestCluster cluster) {
    cluster.sql(
        "UPDATE ledger SET amount = amount + 1 WHERE id % 3000 = 0",
        "DROP TABLE gone",
        "TRUNCATE emptied",
        "DELETE FROM ledger WHERE id > " + (ROWS - 2000),
        "VACUUM ledger",
        "INSERT INTO emptied SELECT * FROM ledger LIMIT 100",
        "CREATE TABLE fresh AS SELECT * FROM ledger LIMIT 3000",
        "CREATE INDEX ON ledger (note text_pattern_ops) WHERE id < 500",
        "VACUUM");
  }

  private static String fingerprint(TestCluster cluster) {
    return cluster.value("SELECT md5(string_agg(l::text, '|' ORDER BY id)) FROM ledger l")
        + cluster.value("SELECT count(*) FROM emptied");
  }

  /** The files of relations that are not the same, with the first chunk in which they differ. */
  private List<String> differences(PhysicalReport one, PhysicalReport other) {
    NavigableMap<String, List<BlobId>> ours = relations(one);
    NavigableMap<String, List<BlobId>> theirs = relations(other);
    List<String> differences = new ArrayList<>();
    theirs.forEach((path, chunks) -> {
      List<BlobId> found = ours.remove(path);
      if (!chunks.equals(found)) {
        int chunk = 0;
        while (found != null
            && chunk < Math.min(found.size(), chunks.size())
            && chunks.get(chunk).equals(found.get(chunk))) {
          chunk++;
        }
        differences.add(path + " from chunk " + chunk);
      }
    });
    differences.addAll(ours.keySet());
    return differences;
  }

  /** What must be the same in two backups between which nothing happened. */
  private NavigableMap<String, List<BlobId>> relations(PhysicalReport report) {
    NavigableMap<String, List<BlobId>> files = backups.files(report, "data/base");
    backups.files(report, "data/global").forEach(files::put);
    files.keySet().removeIf(path -> path.endsWith("/pg_control"));
    return files;
  }

  private static byte[] rotted(byte[] file) {
    file[50 * 8192 + 4000] ^= 1;
    return file;
  }

  /** As if all had been written an hour ago. */
  private static void age(Path data) throws IOException {
    FileTime past = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.setLastModifiedTime(file, past);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
