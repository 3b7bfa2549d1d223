package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.pipeline.Progress;
import dev.backstay.postgres.fixture.TestPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that was restored once is backed up and restored like any other. */
@Tag("system")
final class RestoredClusterTest {
  private static final int SEGMENT_BYTES = 1 << 20;

  @TempDir Path directory;

  @Test
  void theLogOfAnEarlierRestoreIsNotTakenForThatOfThisOne() throws Exception {
    try (HeldCluster held = new HeldCluster(directory, 15, "--wal-segsize=1")) {
      // Given what an earlier restore left, under the names of the log to come
      Lsn from = held.flushed();
      WalSegment segment = WalSegment.at(1, from, SEGMENT_BYTES);
      Path old = Files.createDirectory(held.cluster.data().resolve(PostgresRestore.LOG_FOLDER));
      held.cluster.server().user().own(old);
      WalSegment farAhead = segment;
      for (int ahead = 0; ahead < 10; ahead++) {
        held.cluster
            .server()
            .user()
            .own(Files.write(old.resolve(segment.name()), new byte[SEGMENT_BYTES]));
        farAhead = segment;
        segment = segment.next();
      }
      held.base();
      held.cluster.sql("CREATE TABLE told AS SELECT 7 AS n");
      held.frames(1, from, held.flushed(), held.now());

      // When
      Path data = directory.resolve("restored");
      var order =
          new RestoreOrder(
              ClusterHoldings.Selection.ANY,
              RestoreOrder.Wish.LATEST,
              RestoreOrder.Place.scratch(data));
      new PostgresRestore(held.vault, InstantSource.system()).run(order, Progress.NONE);

      // Then
      try (ScratchServer server =
          ScratchServer.start(
              new ScratchServer.Setup(
                  TestPrograms.of(15),
                  data,
                  directory.resolve("s"),
                  Map.of(),
                  Duration.ofMinutes(1)))) {
        assertThat(server.answer("postgres", "SELECT n FROM told")).isEqualTo("7");
      }
      assertThat(data.resolve(PostgresRestore.LOG_FOLDER))
          .isDirectoryNotContaining("glob:**" + farAhead.name());
    }
  }
}
