package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.RelationFile;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class WalSummariesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path temporary;

  @Test
  void changesAreKnownOnceTheServerHasSummedThemUp() {
    // Given
    try (TestCluster cluster =
        TestCluster.initialize(temporary, 17, "--wal-segsize=1", "summarize_wal=on")) {
      cluster.sql("CREATE TABLE kept AS SELECT generate_series(1, 5000) AS n");
      Lsn start = checkpoint(cluster);
      RelationFile kept =
          RelationFile.parse(cluster.value("SELECT pg_relation_filepath('kept')")).orElseThrow();
      cluster.sql("UPDATE kept SET n = -1 WHERE ctid = '(3,7)'");
      // When
      Lsn end = checkpoint(cluster);
      Changes changes = between(cluster, start, end, PATIENCE);
      // Then
      assertThat(changes)
          .isInstanceOfSatisfying(
              Changes.Known.class,
              known -> {
                assertThat(known.blocks().of(kept).orElseThrow().contains(3)).isTrue();
                assertThat(known.blocks().of(kept).orElseThrow().contains(4)).isFalse();
                assertThat(known.blocks().of(kept.withFork(RelationFile.Fork.FREE_SPACE)))
                    .isEmpty();
                assertThat(known.blocks().of(kept.withFork(RelationFile.Fork.VISIBILITY)))
                    .isEmpty();
              });
      assertThat(between(cluster, start.plus(8), end, PATIENCE))
          .as("of a server that never made the earlier backup's checkpoint")
          .isInstanceOf(Changes.Severed.class);
    }
  }

  @Test
  void gapInTheSummariesIsNeverPassedOver() throws Exception {
    // Given
    try (TestCluster cluster =
        TestCluster.initialize(temporary, 18, "--wal-segsize=1", "summarize_wal=on")) {
      Lsn start = checkpoint(cluster);
      cluster.sql("CREATE TABLE first (n int)");
      Lsn middle = checkpoint(cluster);
      cluster.sql("CREATE TABLE second (n int)");
      Lsn end = checkpoint(cluster);
      assertThat(between(cluster, start, end, PATIENCE)).isInstanceOf(Changes.Known.class);
      // When
      try (Stream<Path> summaries = Files.list(cluster.data().resolve("pg_wal/summaries"))) {
        for (Path summary : summaries.toList()) {
          if (summary
              .getFileName()
              .toString()
              .startsWith(middle.hex16().toUpperCase(Locale.ROOT), 8)) {
            Files.delete(summary);
          }
        }
      }
      // Then
      assertUnknown(between(cluster, start, end, Duration.ofSeconds(1)), "reach from");
      assertThat(between(cluster, start, middle, PATIENCE)).isInstanceOf(Changes.Known.class);
    }
  }

  @Test
  void serverThatKeepsNoSummariesIsNamed() {
    // Given
    try (TestCluster silent = TestCluster.initialize(temporary.resolve("silent"), 17);
        TestCluster old = TestCluster.initialize(temporary.resolve("old"), 16)) {
      // When, Then
      assertUnknown(
          between(silent, checkpoint(silent), checkpoint(silent), PATIENCE), "reach from");
      assertUnknown(between(old, checkpoint(old), checkpoint(old), PATIENCE), "before version 17");
    }
  }

  private static void assertUnknown(Changes changes, String reason) {
    assertThat(changes)
        .isInstanceOfSatisfying(
            Changes.Unknown.class, unknown -> assertThat(unknown.reason()).contains(reason));
  }

  private static Changes between(TestCluster cluster, Lsn start, Lsn end, Duration patience) {
    try (ServerSession session =
        ServerSession.open(PostgresAddress.parse(cluster.url()), Role.OBSERVER)) {
      return new WalSummaries(session.connection())
          .between(List.of(new TimelineSpan(1, start, end)), patience);
    }
  }

  private static Lsn checkpoint(TestCluster cluster) {
    cluster.sql(
        "CREATE TABLE IF NOT EXISTS ticks (n int); INSERT INTO ticks VALUES (1)", "CHECKPOINT");
    return Lsn.parse(cluster.value("SELECT redo_lsn::text FROM pg_control_checkpoint()"));
  }
}
