package dev.backstay.testing.stream;

import static dev.backstay.testing.stream.StreamLooks.alarms;
import static dev.backstay.testing.stream.StreamLooks.await;
import static dev.backstay.testing.stream.StreamLooks.awaitMarks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a stream goes on: behind a promotion, where a slot is lost or keeps other log than is
 * stored, and behind an address where there is another server.
 */
@Tag("system")
final class StreamContinuityTest {
  @TempDir Path directory;

  @Test
  void aPromotedStandbyIsFollowedWithoutAGap() throws IOException, InterruptedException {
    // Given
    try (TestCluster primary = StreamRig.cluster(directory, 17);
        TestCluster standby = primary.standby(directory.resolve("standby"));
        StreamRig rig = new StreamRig(directory, primary.url(), StreamRig.Wish.USUAL);
        var ledger = new Ledger(primary)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, primary);

      // When
      primary.kill();
      standby.promote();
      rig.moveTo(standby.url());
      ledger.moveTo(standby);
      Instant end = Instant.now().plusSeconds(3);
      await(() -> Instant.now().isAfter(end));
      awaitMarks(rig, standby);

      // Then
      assertThat(rig.marks().values()).allMatch(mark -> mark.timeline() == 2);
      ServerLog.requireAlike(rig, standby, 2);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
      for (StreamMark mark : rig.marks().values()) {
        Lsn fork =
            Lsn.parse(
                Files.readString(standby.data().resolve("pg_wal/00000002.history"))
                    .strip()
                    .split("\t", -1)[1]);
        assertThat(mark.range().from()).isLessThan(fork);
      }
    }
  }

  @Test
  void aSlotThatKeepsLogFromBeforeAPromotionIsStreamedFrom()
      throws IOException, InterruptedException {
    // Given
    try (TestCluster primary = StreamRig.cluster(directory, 17);
        TestCluster standby = primary.standby(directory.resolve("standby"));
        StreamRig rig = new StreamRig(directory, standby.url(), StreamRig.Wish.USUAL)) {
      standby.sql("SELECT pg_create_physical_replication_slot('" + StreamRig.SLOT + "', true)");
      for (int i = 0; i < 3; i++) {
        primary.sql("CREATE TABLE before_" + i + " (id int)", "SELECT pg_switch_wal()");
      }
      String end = primary.value("SELECT pg_current_wal_flush_lsn()::text");
      await(() -> standby.value("SELECT pg_last_wal_replay_lsn() >= '" + end + "'").equals("t"));
      primary.kill();
      standby.promote();

      // When
      rig.startUploader();
      rig.startDumper();

      // Then
      awaitMarks(rig, standby);
      assertThat(rig.marks().values()).allMatch(mark -> mark.timeline() == 2);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
      ServerLog.requireAlike(rig, standby, 2);
    }
  }

  @Test
  void logBeforeTheSlotIsConfirmedOnceItIsStored() throws InterruptedException {
    // Given: a stream that ended, and a slot that keeps only later log
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        StreamRig rig =
            new StreamRig(
                directory,
                cluster.url(),
                StreamRig.Wish.USUAL.rolledUpEvery(Duration.ofMinutes(5)));
        BlobStore staging = rig.staging()) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);
      rig.killDumper();
      await(() ->
          cluster.value("SELECT count(*) FROM pg_replication_slots WHERE active").equals("0"));
      cluster.sql("SELECT pg_drop_replication_slot('" + StreamRig.SLOT + "')");
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(false));
      cluster.sql(
          "CREATE TABLE more AS SELECT generate_series(1, 100000) AS id",
          "CHECKPOINT",
          "CREATE TABLE later (id int)");
      Lsn end = Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()::text"));

      // When
      rig.startDumper();
      StreamMark mark = rig.mark(StreamRig.PLACES.getFirst());
      var timeline = new StreamTimeline(StreamRig.SOURCE, mark.system(), mark.timeline());
      await(() ->
          StagedFrames.list(staging)
              .coverage(timeline)
              .newest()
              .filter(range -> !range.to().isBefore(end))
              .isPresent());

      // Then
      Lsn slot = Lsn.parse(cluster.value("SELECT restart_lsn::text FROM pg_replication_slots"));
      assertThat(slot).isLessThanOrEqualTo(mark.range().to());
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(true));
      awaitMarks(rig, cluster);
    }
  }

  @Test
  void aLostSlotIsTakenForAGapAndABaseBackupIsAskedFor() throws IOException, InterruptedException {
    // Given
    try (TestCluster cluster =
            TestCluster.initialize(
                directory.resolve("cluster"),
                17,
                "wal_keep_size=0",
                "max_wal_size=64MB",
                "min_wal_size=32MB");
        StreamRig rig = new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL);
        var _ = new Ledger(cluster)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);

      // When
      rig.killDumper();
      await(() ->
          cluster.value("SELECT count(*) FROM pg_replication_slots WHERE active").equals("0"));
      cluster.sql("SELECT pg_drop_replication_slot('" + StreamRig.SLOT + "')");
      for (int i = 0; i < 6; i++) {
        cluster.sql("SELECT pg_switch_wal()", "CREATE TABLE more_" + i + " (id int)", "CHECKPOINT");
      }
      rig.startDumper();

      // Then
      await(() -> !rig.events().all(EventType.STREAM_GAP).isEmpty());
      await(() -> !rig.events().all(EventType.BACKUP_REQUESTED).isEmpty());
      await(() -> alarms(rig).contains(StreamTrouble.SLOT_MISSING + " false"));
      assertThat(alarms(rig)).contains(StreamTrouble.SLOT_MISSING + " true");
      awaitMarks(rig, cluster);
      var gap = (StreamGap) rig.events().all(EventType.STREAM_GAP).getFirst().data();
      assertThat(rig.marks().values())
          .allMatch(mark -> mark.range().from().value() == gap.to().value());
      ServerLog.requireAlike(rig, cluster, 1);
    }
  }

  @Test
  void anotherClusterBehindTheSameAddressIsRefused() throws InterruptedException {
    // Given
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        TestCluster other = StreamRig.cluster(directory.resolve("other"), 17);
        StreamRig rig = new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);
      Map<DestinationName, StreamMark> before = rig.marks();

      // When
      rig.moveTo(other.url());
      cluster.kill();

      // Then
      await(() -> alarms(rig).contains(StreamTrouble.WRONG_SYSTEM + " true"));
      assertThat(other.value("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
      assertThat(rig.marks()).isEqualTo(before);
      cluster.start();
      rig.moveTo(cluster.url());
      await(() -> alarms(rig).contains(StreamTrouble.WRONG_SYSTEM + " false"));
    }
  }
}
