package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class CaptureMemoryTest {
  private static final String HEAP = "-Xmx40m";

  @TempDir private Path temporary;

  @Test
  void aClusterTenTimesTheHeapIsCapturedByFourReaders() throws IOException, InterruptedException {
    // Given: one large relation, and some thousand small ones
    try (TestCluster source =
        TestCluster.initialize(
            temporary,
            17,
            "max_wal_size=4GB",
            "wal_level=replica",
            "max_locks_per_transaction=512")) {
      source.sql(
          "CREATE TABLE large AS SELECT repeat('0123456789', 100) AS t FROM generate_series(1,"
              + " 350000)",
          """
          DO $$ BEGIN FOR i IN 1..3000 LOOP
            EXECUTE format('CREATE TABLE small_%s AS SELECT 1 AS n', i);
          END LOOP; END $$
          """);

      // When
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  HEAP,
                  "-XX:+ExitOnOutOfMemoryError",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CaptureChild.class.getName(),
                  source.url().text())
              .redirectErrorStream(true)
              .start();
      List<String> said = said(child);

      // Then
      assertThat(child.waitFor()).as(String.join("\n", said)).isZero();
      assertThat(Long.parseLong(said.getLast())).isGreaterThan(400L << 20);
    }
  }

  private static List<String> said(Process child) throws IOException {
    return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
