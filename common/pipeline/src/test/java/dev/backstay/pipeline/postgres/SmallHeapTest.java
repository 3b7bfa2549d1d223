package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap of a dumper does not grow with the database. */
@Tag("system")
class SmallHeapTest {
  private static final int HEAP_MEBIBYTES = 256;
  private static final int SEGMENTS = Integer.getInteger("backstay.database-gib", 2);
  private static final long SEGMENT_BYTES = 1L << 30;
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;

  @Test
  void aDatabaseOfManySegmentsIsBackedUpWithASmallHeap() throws IOException, InterruptedException {
    Path repository = directory.resolve("repository");
    Vault.init(LocalBlobStore.create(repository), Secret.of(PASSWORD), BackedUpCluster.options())
        .close();
    try (TestCluster cluster =
        TestCluster.initialize(directory.resolve("cluster"), 17, "summarize_wal=on")) {
      // Given: noise, which fills packs, and segments of pages that nothing was written to yet
      cluster.sql(
          "CREATE TABLE noise AS SELECT string_agg(sha512(random()::text::bytea), '') AS bytes"
              + " FROM generate_series(1, 300000) n GROUP BY n / 100",
          "CREATE TABLE wide AS SELECT 1 AS n");
      String wide = cluster.value("SELECT pg_relation_filepath('wide')");
      cluster.stop();
      grow(cluster.data().resolve(wide));
      cluster.start();

      // When
      List<String> said =
          inSmallHeap(repository, cluster, Access.CONNECTIONS, "full", "incremental");
      said.addAll(inSmallHeap(repository, cluster, Access.DISK, "full"));

      // Then
      assertThat(said).hasSize(3);
      assertThat(processed(said.getFirst())).isGreaterThan(SEGMENTS * SEGMENT_BYTES);
      assertThat(read(said.get(1))).isLessThan(SEGMENT_BYTES / 4);
      assertThat(read(said.getLast())).isGreaterThan(SEGMENTS * SEGMENT_BYTES);
    }
  }

  /** Makes a relation as long as whole segments, without writing them. */
  private static void grow(Path first) throws IOException {
    for (int segment = 0; segment < SEGMENTS; segment++) {
      Path file = segment == 0 ? first : first.resolveSibling(first.getFileName() + "." + segment);
      try (var content = new RandomAccessFile(file.toFile(), "rw")) {
        content.setLength(SEGMENT_BYTES);
      }
    }
  }

  private static long processed(String line) {
    return Long.parseLong(line.split(" ", -1)[1]);
  }

  private static long read(String line) {
    return Long.parseLong(line.split(" ", -1)[2]);
  }

  private List<String> inSmallHeap(
      Path repository, TestCluster cluster, Access access, String... kinds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                repository.toString(),
                PASSWORD,
                cluster.url().text(),
                access.name()));
    command.addAll(List.of(kinds));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.inputReader()) {
      List<String> lines = new ArrayList<>(output.lines().toList());
      assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
