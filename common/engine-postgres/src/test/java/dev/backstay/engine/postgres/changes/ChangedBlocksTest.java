package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.ChangedBlocks;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No change is missed: every page of every file is compared with what it was. */
@Tag("system")
class ChangedBlocksTest {
  private static final List<Integer> VERSIONS = List.of(15, 17, 18, 14, 16);
  private static final long FIRST_SEED = 20261120;
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final long SEGMENT_BLOCKS = 1 << 17;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temporary;

  private long changedPages;

  /** Versions and compressions in turn: the rounds of a usual build have each version once. */
  @Test
  void everyPageThatDiffersIsNamed() throws Exception {
    for (int round = 0; round < Integer.getInteger("backstay.rounds", VERSIONS.size()); round++) {
      Path folder = Files.createDirectory(temporary.resolve("round" + round));
      int version = VERSIONS.get(round % VERSIONS.size());
      storm(folder, version, round % 2 == 0 ? "pglz" : "off", FIRST_SEED + round);
    }
  }

  private void storm(Path folder, int version, String compression, long seed) throws Exception {
    // Given
    try (TestCluster cluster = cluster(folder, version, compression)) {
      DdlStorm storm = new DdlStorm(cluster, new Random(seed));
      cluster.pgbench("-i", "-s", "2", "-q");
      storm.blow(25);
      // When
      Lsn first = checkpoint(cluster);
      ClusterFiles before = ClusterFiles.of(cluster.data());
      cluster.sql("ALTER SYSTEM RESET autovacuum", "SELECT pg_reload_conf()");
      cluster.pgbench("-c", "2", "-t", "300", "-n");
      storm.blow(40);
      cluster.sql("CHECKPOINT");
      storm.blow(10);
      cluster.pgbench("-c", "2", "-t", "50", "-n");
      Lsn second = checkpoint(cluster);
      ClusterFiles now = ClusterFiles.of(cluster.data());
      List<TimelineSpan> spans = List.of(new TimelineSpan(1, first, second));
      // Then
      String what = "version %d, seed %d".formatted(version, seed);
      WalFolder wal = new WalFolder(cluster.data().resolve("pg_wal"), SEGMENT_BYTES);
      ChangedBlocks told = known(new WalRecords(wal, version, SEGMENT_BYTES).between(spans));
      assertThat(missed(before, now, told)).as("by WAL, " + what).isEmpty();
      assertThat(changedPages).as(what).isPositive();
      if (version >= 17) {
        ChangedBlocks summed = known(summaries(cluster, spans));
        assertThat(missed(before, now, summed)).as("by summaries, " + what).isEmpty();
        assertThat(different(now, told, summed)).as("told against summed, " + what).isEmpty();
      }
    }
  }

  private TestCluster cluster(Path folder, int version, String compression) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--wal-segsize=1",
                "wal_keep_size=2GB",
                "max_wal_size=2GB",
                "autovacuum_naptime=1s",
                "bgwriter_lru_maxpages=0",
                "wal_compression=" + (version < 15 ? "on" : compression)));
    if (version >= 17) {
      settings.add("summarize_wal=on");
    }
    TestCluster cluster = TestCluster.initialize(folder, version, settings.toArray(String[]::new));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    cluster.server().user().own(elsewhere);
    cluster.sql("CREATE TABLESPACE elsewhere LOCATION '" + elsewhere + "'");
    return cluster;
  }

  /** Everything in files and at rest; where replay would begin. */
  private static Lsn checkpoint(TestCluster cluster) {
    cluster.sql("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()");
    while (!cluster
        .query("SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'")
        .isEmpty()) {
      Thread.onSpinWait();
    }
    cluster.sql("CHECKPOINT");
    Lsn redo = Lsn.parse(cluster.value("SELECT redo_lsn::text FROM pg_control_checkpoint()"));
    return redo;
  }

  private static Changes summaries(TestCluster cluster, List<TimelineSpan> spans) {
    try (ServerSession session =
        ServerSession.open(PostgresAddress.parse(cluster.url()), Role.OBSERVER)) {
      return new WalSummaries(session.connection()).between(spans, PATIENCE);
    }
  }

  private static ChangedBlocks known(Changes changes) {
    assertThat(changes).as(changes.toString()).isInstanceOf(Changes.Known.class);
    return ((Changes.Known) changes).blocks();
  }

  /** Pages that differ, in files that are in both, and are not named. */
  private List<String> missed(ClusterFiles before, ClusterFiles now, ChangedBlocks changed) {
    List<String> missed = new ArrayList<>();
    changedPages = 0;
    for (Map.Entry<RelationFile, long[]> file : now.pages().entrySet()) {
      long[] old = before.pages().get(file.getKey());
      Optional<BlockSet> blocks = changed.of(file.getKey());
      boolean unlogged = now.pages().containsKey(file.getKey().withFork(RelationFile.Fork.INIT));
      if (old == null || blocks.isEmpty() || unlogged) {
        continue;
      }
      long first = file.getKey().segment() * SEGMENT_BLOCKS;
      for (int page = 0; page < Math.min(old.length, file.getValue().length); page++) {
        boolean named = blocks.orElseThrow().contains(first + page);
        boolean differs = old[page] != file.getValue()[page];
        changedPages += differs ? 1 : 0;
        if (differs && !named) {
          missed.add(file.getKey() + " page " + page);
        }
      }
    }
    return missed;
  }

  /** Where the server's own reading of its WAL and ours are not the same. */
  private static List<String> different(
      ClusterFiles now, ChangedBlocks told, ChangedBlocks summed) {
    List<String> different = new ArrayList<>();
    for (Map.Entry<RelationFile, long[]> file : now.pages().entrySet()) {
      BlockSet ours = told.of(file.getKey()).orElse(BlockSet.NONE);
      BlockSet theirs = summed.of(file.getKey()).orElse(BlockSet.NONE);
      for (int page = 0; page < file.getValue().length; page++) {
        long block = file.getKey().segment() * SEGMENT_BLOCKS + page;
        if (ours.contains(block) && !theirs.contains(block)) {
          different.add(file.getKey() + " page " + block + " is told and not summed");
        }
      }
    }
    return different;
  }
}
