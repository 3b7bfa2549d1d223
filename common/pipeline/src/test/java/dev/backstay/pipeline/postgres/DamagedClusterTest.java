package dev.backstay.pipeline.postgres;

import static dev.backstay.pipeline.postgres.BackedUpCluster.FULL;
import static dev.backstay.pipeline.postgres.BackedUpCluster.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest.Extent;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.vault.Progress;
import dev.backstay.vault.prune.PruneOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class DamagedClusterTest {
  private static final int PAGE = 8192;
  private static final int BAD_BLOCK = 20;
  private static final Extent WANTED_FULL = new Extent(true, true, Duration.ofDays(30));

  @TempDir Path directory;
  private BackedUpCluster backups;

  @BeforeEach
  void openVault() throws IOException {
    backups = new BackedUpCluster(directory);
  }

  @AfterEach
  void closeVault() {
    backups.close();
  }

  @Test
  void theLastGoodStateOfABadPageOutlivesItsBackup() throws IOException {
    try (TestCluster cluster =
        TestCluster.initialize(
            directory.resolve("cluster"), 17, "summarize_wal=on", "autovacuum=off")) {
      // Given
      cluster.sql(
          "CREATE TABLE quiet AS SELECT n, md5(n::text) FROM generate_series(1, 9000) n",
          "VACUUM (FREEZE) quiet",
          "CHECKPOINT");
      String path = cluster.value("SELECT pg_relation_filepath('quiet')");
      byte[] good = page(cluster.data().resolve(path));
      PhysicalReport sound = backups.backUp(cluster, INCREMENTAL);
      cluster.stop();
      rot(cluster.data().resolve(path));
      cluster.start();

      // When
      PhysicalReport found = backups.backUp(cluster, FULL);
      PhysicalReport unread = backups.backUp(cluster, INCREMENTAL);

      // Then
      assertThat(sound.description().badPages()).isEmpty();
      assertThat(found.description().badPages())
          .singleElement()
          .satisfies(bad -> {
            assertThat(bad.path()).isEqualTo(path);
            assertThat(bad.block()).isEqualTo(BAD_BLOCK);
            assertThat(bad.relation()).isEqualTo("public.quiet");
            assertThat(bad.lastGood()).isPresent();
          });
      assertThat(found.figures().snapshot().snapshot().tags()).contains("damaged");
      assertThat(unread.description().changedBy()).isEqualTo(ChangedBy.WAL_SUMMARIES);
      assertThat(unread.description().badPages())
          .extracting(BadPage::path, BadPage::block, BadPage::lastGood)
          .isEqualTo(
              found.description().badPages().stream()
                  .map(bad ->
                      org.assertj.core.groups.Tuple.tuple(bad.path(), bad.block(), bad.lastGood()))
                  .toList());

      // When
      backups
          .vault()
          .forget(List.of(sound.figures().snapshot().id(), found.figures().snapshot().id()));
      backups
          .vault()
          .prune(
              PruneOptions.DEFAULTS.withGrace(Duration.ZERO).withMaxUnusedShare(0),
              Progress.SILENT);

      // Then
      backups.restic().check().orFail();
      Path target = directory.resolve("restored");
      backups.restic().restore("latest", target).orFail();
      BadPage bad = unread.description().badPages().getFirst();
      Path kept = target.resolve(bad.lastGood().orElseThrow());
      byte[] chunk = Files.readAllBytes(kept);
      int from = (int) (bad.offset() - Long.parseLong(kept.getFileName().toString()));
      assertThat(Arrays.copyOfRange(chunk, from, from + PAGE)).isEqualTo(good);
    }
  }

  @Test
  void anotherClusterIsRefusedUntilSomebodyWantsIt() {
    try (TestCluster old = TestCluster.initialize(directory.resolve("old"), 18);
        TestCluster fresh = TestCluster.initialize(directory.resolve("fresh"), 18)) {
      // Given
      PhysicalReport before = backups.backUpAs("orders", old, INCREMENTAL);

      // Then
      for (Extent extent : List.of(INCREMENTAL, FULL)) {
        assertThatThrownBy(() -> backups.backUpAs("orders", fresh, extent))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DIFFERENT));
      }
      assertThat(backups.vault().snapshots().all()).containsExactly(before.figures().snapshot());

      // When
      PhysicalReport wanted = backups.backUpAs("orders", fresh, WANTED_FULL);
      PhysicalReport next = backups.backUpAs("orders", fresh, INCREMENTAL);

      // Then
      assertThat(wanted.figures().parent()).isEmpty();
      assertThat(next.figures().parent()).contains(wanted.figures().snapshot().id());
      assertThatThrownBy(() -> backups.backUpAs("orders", old, INCREMENTAL))
          .isInstanceOf(BackstayException.class);
      backups.restic().check().orFail();
    }
  }

  private static byte[] page(Path file) throws IOException {
    byte[] page = new byte[PAGE];
    try (var content = new RandomAccessFile(file.toFile(), "r")) {
      content.seek((long) BAD_BLOCK * PAGE);
      content.readFully(page);
    }
    return page;
  }

  /** Changes some bytes in the middle of a page, as a disk does. */
  private static void rot(Path file) throws IOException {
    try (var content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek((long) BAD_BLOCK * PAGE + PAGE / 2);
      content.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
  }
}
