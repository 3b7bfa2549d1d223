package dev.backstay.testing.stream;

import static dev.backstay.testing.stream.StreamLooks.alarms;
import static dev.backstay.testing.stream.StreamLooks.await;
import static dev.backstay.testing.stream.StreamLooks.awaitMarks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogRange;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Log reaches two destinations about a second after it was written, byte for byte, whatever dies
 * meanwhile; a server is never told that more is stored than is. {@code -Dbackstay.rounds} sets how
 * much dies, {@code -Dbackstay.seed} replays a round.
 */
@Tag("system")
final class StreamEndToEndTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);
  private static final long SEED = Long.getLong("backstay.seed", 20_261_120L);

  /** Two seconds are promised; a machine that builds at the same time is given more. */
  private static final Duration BUSY =
      Duration.ofMillis(Integer.getInteger("backstay.lag-millis", 5000));

  private static final String[] SETTINGS = {"wal_keep_size=2GB", "wal_sender_timeout=20s"};

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void logReachesBothDestinationsInAboutASecond(int version)
      throws IOException, InterruptedException {
    // Given
    try (TestCluster cluster = cluster(version);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL.confirmedBy(2));
        var ledger = new Ledger(cluster)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);
      ledger.watch(rig, StreamRig.PLACES.getFirst());

      // When
      Instant end = Instant.now().plusSeconds(4);
      await(() -> Instant.now().isAfter(end));
      ledger.rowsOf(200_000);
      Instant more = Instant.now().plusSeconds(3);
      await(() -> Instant.now().isAfter(more));
      awaitMarks(rig, cluster);

      // Then
      List<Duration> lags = ledger.lags();
      assertThat(lags).hasSizeGreaterThan(100);
      assertThat(lags.get(lags.size() / 2)).isLessThan(Duration.ofSeconds(1));
      assertThat(lags.get(lags.size() * 99 / 100))
          .as(
              "%d commits, median %s, longest %s",
              lags.size(), lags.get(lags.size() / 2), lags.getLast())
          .isLessThan(BUSY);
      ServerLog.requireAlike(rig, cluster, 1);
      assertThat(rig.events().all(EventType.STREAM_STORED)).isNotEmpty();
      requireStockCheck(rig);
    }
  }

  @Test
  void nothingIsLostOrConfirmedTooEarlyWhateverDies() throws IOException, InterruptedException {
    // Given
    var random = new Random(SEED);
    try (TestCluster cluster = cluster(17);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL.confirmedBy(2));
        var ledger = new Ledger(cluster);
        var guard = new SlotGuard(rig, cluster)) {
      ledger.rowsOf(50_000);
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);

      // When
      for (int round = 0; round < ROUNDS; round++) {
        harm(random, rig, cluster);
      }
      rig.store(StreamRig.PLACES.getLast()).reachable(true);
      awaitMarks(rig, cluster);

      // Then
      guard.requireNeverTooEarly();
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
      ServerLog.requireAlike(rig, cluster, 1);
    }
  }

  private static void harm(Random random, StreamRig rig, TestCluster cluster)
      throws InterruptedException {
    pause(random, 1500);
    switch (random.nextInt(4)) {
      case 0 -> {
        rig.killDumper();
        pause(random, 1000);
        rig.startDumper();
      }
      case 1 -> {
        rig.killUploader();
        pause(random, 1000);
        rig.startUploader();
      }
      case 2 -> {
        cluster.kill();
        pause(random, 500);
        cluster.start();
      }
      default -> {
        rig.store(StreamRig.PLACES.getLast()).reachable(false);
        pause(random, 3000);
        rig.store(StreamRig.PLACES.getLast()).reachable(true);
      }
    }
  }

  @Test
  void aDeadDestinationDelaysOnlyItself() throws IOException, InterruptedException {
    // Given
    DestinationName dead = StreamRig.PLACES.getLast();
    try (TestCluster cluster = cluster(17);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL);
        var ledger = new Ledger(cluster)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);

      // When
      rig.store(dead).reachable(false);
      ledger.watch(rig, StreamRig.PLACES.getFirst());
      Instant end = Instant.now().plusSeconds(5);
      await(() -> Instant.now().isAfter(end));

      // Then
      List<Duration> lags = ledger.lags();
      assertThat(lags.get(lags.size() / 2)).isLessThan(BUSY);
      rig.store(dead).reachable(true);
      awaitMarks(rig, cluster);
      ServerLog.requireAlike(rig, cluster, 1);
    }
  }

  @Test
  void aPromotedStandbyIsFollowedWithoutAGap() throws IOException, InterruptedException {
    // Given
    try (TestCluster primary = cluster(17);
        TestCluster standby = primary.standby(directory.resolve("standby"));
        StreamRig rig = rig(primary, StreamRig.Wish.USUAL);
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
    try (TestCluster primary = cluster(17);
        TestCluster standby = primary.standby(directory.resolve("standby"));
        StreamRig rig = rig(standby, StreamRig.Wish.USUAL)) {
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
    try (TestCluster cluster = cluster(17);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL.rolledUpEvery(Duration.ofMinutes(5)));
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
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL);
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
    try (TestCluster cluster = cluster(17);
        TestCluster other = TestCluster.initialize(directory.resolve("other"), 17, SETTINGS);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL)) {
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

  @Test
  void aFrameThatIsMissingIsCapturedAgain() throws IOException, InterruptedException {
    // Given
    DestinationName away = StreamRig.PLACES.getLast();
    try (TestCluster cluster = cluster(17);
        StreamRig rig =
            rig(cluster, StreamRig.Wish.USUAL.confirmedBy(2).rolledUpEvery(Duration.ofMinutes(5)));
        var _ = new Ledger(cluster);
        BlobStore staging = rig.staging()) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);
      rig.store(away).reachable(false);
      Lsn held = rig.mark(away).range().to();
      List<FrameName> since = new ArrayList<>();
      await(() -> {
        since.clear();
        StagedFrames listed = StagedFrames.list(staging);
        listed
            .timelines()
            .forEach(timeline ->
                listed.frames(timeline).stream()
                    .map(StagedFrames.Stored::name)
                    .filter(frame -> frame.start().isAfter(held))
                    .forEach(since::add));
        return since.size() > 4;
      });

      // When
      staging.delete(since.get(1).blob());
      LogRange missing = since.get(1).range();
      await(() -> StagedFrames.list(staging).coverage(since.get(1).timeline()).covers(missing));
      rig.store(away).reachable(true);

      // Then
      awaitMarks(rig, cluster);
      assertThat(rig.mark(away).range().from()).isLessThan(held);
      ServerLog.requireAlike(rig, cluster, 1);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
    }
  }

  @Test
  void commitsThatWaitForTheCaptureAreInStagingWhenTheyReturn() throws InterruptedException {
    // Given
    try (TestCluster cluster = cluster(17);
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL.awaited());
        BlobStore staging = rig.staging()) {
      cluster.sql("CREATE TABLE awaited (id int)");
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);
      cluster.sql(
          "ALTER SYSTEM SET synchronous_standby_names = '" + StreamRig.SLOT + "'",
          "ALTER SYSTEM SET synchronous_commit = 'remote_write'",
          "SELECT pg_reload_conf()");
      await(() -> cluster.value("SELECT max(sync_state) FROM pg_stat_replication").equals("sync"));

      // When / Then
      for (int i = 0; i < 8; i++) {
        cluster.sql("INSERT INTO awaited VALUES (" + i + ")");
        Lsn committed = Lsn.parse(cluster.value("SELECT pg_current_wal_insert_lsn()::text"));
        Lsn flushed = Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()::text"));
        StreamMark mark = rig.mark(StreamRig.PLACES.getFirst());
        var timeline = new StreamTimeline(StreamRig.SOURCE, mark.system(), mark.timeline());
        LogRange staged = StagedFrames.list(staging).coverage(timeline).newest().orElseThrow();
        assertThat(staged.to()).isGreaterThanOrEqualTo(committed.min(flushed));
      }
    }
  }

  @Test
  void aFullStagingStopsTheStreamAndNothingIsDropped() throws IOException, InterruptedException {
    // Given
    try (TestCluster cluster =
            TestCluster.initialize(
                directory.resolve("cluster"), 17, "--wal-segsize=1", "wal_keep_size=1GB");
        StreamRig rig = rig(cluster, StreamRig.Wish.USUAL.confirmedBy(2).frameBytes(1));
        var ledger = new Ledger(cluster)) {
      rig.startUploader();
      rig.startDumper();
      awaitMarks(rig, cluster);

      // When
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(false));
      ledger.rowsOf(100_000);
      await(() -> alarms(rig).contains(StreamTrouble.STAGING_FULL + " true"));
      ledger.rowsOf(2000);
      StreamRig.PLACES.forEach(place -> rig.store(place).reachable(true));

      // Then
      await(() -> alarms(rig).contains(StreamTrouble.STAGING_FULL + " false"));
      awaitMarks(rig, cluster);
      ServerLog.requireAlike(rig, cluster, 1);
      assertThat(rig.events().all(EventType.STREAM_GAP)).isEmpty();
    }
  }

  private TestCluster cluster(int version) {
    return TestCluster.initialize(directory.resolve("cluster"), version, SETTINGS);
  }

  private StreamRig rig(TestCluster cluster, StreamRig.Wish wish) {
    Secret url = cluster.url();
    return new StreamRig(directory, url, wish);
  }

  private static void pause(Random random, int millis) throws InterruptedException {
    Thread.sleep(random.nextInt(millis));
  }

  /** Stock tools see a sound repository; what they do not know they leave alone. */
  private void requireStockCheck(StreamRig rig) throws IOException {
    rig.close();
    Path password = Files.writeString(directory.resolve("password"), StreamRig.PASSWORD.text());
    for (DestinationName place : StreamRig.PLACES) {
      var restic = new ResticOracle(rig.at(place), password);
      assertThat(restic.run("unlock", "--remove-all").output()).isNotNull();
      assertThat(restic.check().exitStatus()).isZero();
    }
  }
}
