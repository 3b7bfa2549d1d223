package dev.backstay.testing.stream;

import static dev.backstay.testing.stream.StreamLooks.alarms;
import static dev.backstay.testing.stream.StreamLooks.await;
import static dev.backstay.testing.stream.StreamLooks.awaitMarks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server, a policy or a broker may do to a stream is told, and over when it is over. */
@Tag("system")
final class StreamAlarmTest {
  private static final String SLOTS = "SELECT count(*) FROM pg_replication_slots";

  @TempDir Path directory;

  @Test
  void logThatDestinationsLackIsToldUntilTheyHaveIt() throws InterruptedException {
    // Given
    try (TestCluster cluster = small();
        StreamRig rig = rig(cluster);
        var ledger = new Ledger(cluster)) {
      startAll(rig, cluster);

      // When
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(false));
      ledger.rowsOf(200_000);

      // Then
      awaitRaised(rig, StreamTrouble.LAGGING);
      awaitRaised(rig, StreamTrouble.WAL_RETAINED);

      // When
      ledger.rowsOf(100);
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(true));

      // Then
      awaitCleared(rig, StreamTrouble.LAGGING);
      awaitCleared(rig, StreamTrouble.WAL_RETAINED);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
    }
  }

  @Test
  void aRoleThatMayNotReplicateIsToldUntilItMay() throws InterruptedException {
    // Given
    try (TestCluster cluster = cluster();
        StreamRig rig = rig(cluster)) {
      startAll(rig, cluster);

      // When
      cluster.sql(
          "ALTER ROLE " + TestCluster.BACKUP_USER + " NOREPLICATION",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_replication");

      // Then
      awaitRaised(rig, StreamTrouble.PRIVILEGES);

      // When
      cluster.sql("ALTER ROLE " + TestCluster.BACKUP_USER + " REPLICATION");

      // Then
      awaitCleared(rig, StreamTrouble.PRIVILEGES);
      awaitMarks(rig, cluster);
    }
  }

  @Test
  void aServerOfAnotherVersionIsRefusedUntilTheOldOneIsBack() throws InterruptedException {
    // Given
    try (TestCluster cluster = cluster();
        TestCluster upgraded = TestCluster.initialize(directory.resolve("upgraded"), 18);
        StreamRig rig = rig(cluster)) {
      startAll(rig, cluster);
      cluster.kill();
      Map<DestinationName, StreamMark> before = rig.marks();

      // When
      rig.moveTo(upgraded.url());

      // Then
      awaitRaised(rig, StreamTrouble.VERSION_CHANGED);
      assertThat(upgraded.value(SLOTS)).isEqualTo("0");
      assertThat(rig.marks()).isEqualTo(before);

      // When
      cluster.start();
      rig.moveTo(cluster.url());

      // Then
      awaitCleared(rig, StreamTrouble.VERSION_CHANGED);
    }
  }

  @Test
  void aGapIsToldAlsoByAProcessThatFindsTheSlotOfOneThatDied() throws InterruptedException {
    // Given: the slot was lost, and whoever made a new one died at once
    try (TestCluster cluster = small();
        StreamRig rig = rig(cluster)) {
      startAll(rig, cluster);
      rig.killDumper();
      await(() -> cluster.value(SLOTS + " WHERE active").equals("0"));
      cluster.sql("SELECT pg_drop_replication_slot('" + StreamRig.SLOT + "')");
      StreamMark before = rig.mark(StreamRig.PLACES.getFirst());
      for (int i = 0; i < 6; i++) {
        cluster.sql("SELECT pg_switch_wal()", "CREATE TABLE more_" + i + " (id int)", "CHECKPOINT");
      }
      cluster.sql("SELECT pg_create_physical_replication_slot('" + StreamRig.SLOT + "', true)");

      // When
      rig.startDumper();

      // Then
      awaitMarks(rig, cluster);
      await(() -> !rig.events().all(EventType.STREAM_GAP).isEmpty());
      var gap = (StreamGap) rig.events().all(EventType.STREAM_GAP).getFirst().data();
      assertThat(gap.from().value()).isGreaterThanOrEqualTo(before.range().to().value());
      assertThat(rig.marks().values())
          .allMatch(mark -> mark.range().from().value() == gap.to().value());
    }
  }

  @Test
  void aSourceThatLeavesThePolicyLosesItsSlotAndMayComeBack() throws InterruptedException {
    // Given
    try (TestCluster cluster = cluster();
        StreamRig rig = rig(cluster)) {
      rig.capture(false);
      rig.startUploader();
      rig.startDumper();
      rig.capture(true);
      awaitMarks(rig, cluster);

      // When
      rig.capture(false);

      // Then
      await(() -> cluster.value(SLOTS).equals("0"));

      // When
      rig.capture(true);
      cluster.sql("CREATE TABLE later (id int)");

      // Then
      awaitMarks(rig, cluster);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
    }
  }

  @Test
  void aBrokerThatIsAwayDelaysNothingButTheTelling() throws InterruptedException {
    // Given
    try (TestCluster cluster = cluster();
        StreamRig rig = rig(cluster);
        BlobStore staging = rig.staging();
        var _ = new Ledger(cluster)) {
      startAll(rig, cluster);

      // When
      rig.broker().reachable(false);
      int before = rollUps(staging).size();

      // Then
      await(() -> rollUps(staging).size() > before + 1);
      awaitMarks(rig, cluster);
      assertThat(rig.events().all(EventType.DUMP_COMPLETED)).hasSizeLessThan(before + 2);

      // When
      rig.broker().reachable(true);

      // Then
      await(() -> rig.events().all(EventType.DUMP_COMPLETED).size() > before + 1);
    }
  }

  private static List<BlobStat> rollUps(BlobStore staging) {
    List<BlobStat> records = new ArrayList<>();
    staging.list("stream-rollups", records::add);
    return records;
  }

  private static void startAll(StreamRig rig, TestCluster cluster) throws InterruptedException {
    rig.startUploader();
    rig.startDumper();
    awaitMarks(rig, cluster);
  }

  private static void awaitRaised(StreamRig rig, StreamTrouble kind) throws InterruptedException {
    await(() -> alarms(rig).contains(kind + " true"));
  }

  private static void awaitCleared(StreamRig rig, StreamTrouble kind) throws InterruptedException {
    await(() -> alarms(rig).contains(kind + " false"));
  }

  private TestCluster cluster() {
    return TestCluster.initialize(directory.resolve("cluster"), 17, "wal_keep_size=1GB");
  }

  /** Keeps hardly any log by itself. */
  private TestCluster small() {
    return TestCluster.initialize(
        directory.resolve("cluster"),
        17,
        "--wal-segsize=1",
        "wal_keep_size=0",
        "max_wal_size=4MB",
        "min_wal_size=2MB");
  }

  private StreamRig rig(TestCluster cluster) {
    return new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL);
  }
}
