package dev.backstay.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The log as the server itself has it, in the files of its data directory. */
final class ServerLog {
  private ServerLog() {}

  /**
   * Ends the rig; what destinations hold is what is in the server's segments, and reaches their
   * marks.
   */
  static void requireAlike(StreamRig rig, TestCluster cluster, int timeline) throws IOException {
    rig.close(); // a roll-up takes the place of frames at any time
    var system = SystemId.parse(cluster.value("SELECT system_identifier FROM pg_control_system()"));
    int segmentBytes = segmentBytes(cluster);
    for (DestinationName place : StreamRig.PLACES) {
      Lsn marked = rig.mark(place).range().to();
      StoredLog log = StoredLog.at(rig, place, system, timeline, segmentBytes);
      LogRange newest = log.coverage().newest().orElseThrow();
      assertThat(newest.to()).isGreaterThanOrEqualTo(marked);
      int compared = 0;
      for (Path file : segments(cluster, timeline)) {
        WalSegment segment = WalSegment.parse(file.getFileName().toString(), segmentBytes);
        byte[] server = Files.readAllBytes(file);
        assertThat(log.difference(segment, server)).as("%s of %s", segment, place).isEmpty();
        compared++;
      }
      assertThat(compared).isPositive();
    }
  }

  private static int segmentBytes(TestCluster cluster) {
    return Integer.parseInt(
        cluster.value("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"));
  }

  private static List<Path> segments(TestCluster cluster, int timeline) throws IOException {
    String prefix = "%08X".formatted(timeline);
    WalSegment last =
        WalSegment.endingAt(
            timeline,
            Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()::text")),
            segmentBytes(cluster));
    try (Stream<Path> files = Files.list(cluster.data().resolve("pg_wal"))) {
      return files
          .filter(file -> WalSegment.isName(file.getFileName().toString()))
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().compareTo(last.name()) <= 0)
          .sorted()
          .toList();
    }
  }
}
