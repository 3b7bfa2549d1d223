package dev.backstay.testing.stream;

import static dev.backstay.testing.stream.StreamLooks.alarms;
import static dev.backstay.testing.stream.StreamLooks.await;
import static dev.backstay.testing.stream.StreamLooks.awaitMarks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
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

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void logReachesBothDestinationsInAboutASecond(int version)
      throws IOException, InterruptedException {
    // Given
    try (TestCluster cluster = StreamRig.cluster(directory, version);
        StreamRig rig =
            new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL.confirmedBy(2));
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
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        StreamRig rig =
            new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL.confirmedBy(2));
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
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        StreamRig rig = new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL);
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
  void aFrameThatIsMissingIsCapturedAgain() throws IOException, InterruptedException {
    // Given
    DestinationName away = StreamRig.PLACES.getLast();
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        StreamRig rig =
            new StreamRig(
                directory,
                cluster.url(),
                StreamRig.Wish.USUAL.confirmedBy(2).rolledUpEvery(Duration.ofMinutes(5)));
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
    try (TestCluster cluster = StreamRig.cluster(directory, 17);
        StreamRig rig = new StreamRig(directory, cluster.url(), StreamRig.Wish.USUAL.awaited());
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
        StreamRig rig =
            new StreamRig(
                directory, cluster.url(), StreamRig.Wish.USUAL.confirmedBy(2).frameBytes(1));
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
