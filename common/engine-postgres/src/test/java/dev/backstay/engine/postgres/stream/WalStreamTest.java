package dev.backstay.engine.postgres.stream;

import static dev.backstay.engine.postgres.stream.StreamFixture.open;
import static dev.backstay.engine.postgres.stream.StreamFixture.slot;
import static dev.backstay.engine.postgres.stream.StreamFixture.withSlot;
import static dev.backstay.engine.postgres.stream.StreamFixture.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.changes.Changes;
import dev.backstay.engine.postgres.changes.WalRecords;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class WalStreamTest {
  private static final String SMALL_SEGMENTS = "--wal-segsize=1";

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18})
  void bytesAreThoseOfTheServersSegmentsUnderLoad(int version) throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, version, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      try (WalStream stream = open(cluster, start)) {
        // When
        cluster.pgbench("-i", "-s", "1", "-q");
        Process load = cluster.pgbenchInBackground("-c", "4", "-T", "2", "-n");
        while (load.isAlive()) {
          received.take(stream);
        }
        cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
        received.takeUntil(stream, 1, written(cluster));
      }
      // Then
      received.matches(cluster.data().resolve("pg_wal"), 1);
    }
  }

  @Test
  void slotMovesOnlyToWhatWasConfirmed() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 17, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      Lsn kept = slot(cluster).restart().orElseThrow();
      ReceivedWal received = received(start);
      try (WalStream stream = open(cluster, start)) {
        cluster.sql("CREATE TABLE rows AS SELECT generate_series(1, 30000) AS n");
        // When
        received.takeUntil(stream, 1, written(cluster));
        stream.next(Duration.ofMillis(500)); // some reports go out
        // Then
        assertThat(slot(cluster).restart()).contains(kept);
        assertThat(slot(cluster).isActive()).isTrue();
        // When
        Lsn half = kept.plus(received.end(1).minus(kept) / 2);
        stream.confirm(half);
        stream.confirm(kept); // never back
        awaitConfirmed(cluster, half);
        stream.next(Duration.ofMillis(500));
        // Then
        assertThat(slot(cluster).restart()).contains(half);
        assertThat(stream.position().confirmed()).isEqualTo(half);
        assertThat(stream.position().received()).isEqualTo(received.end(1));
      }
    }
  }

  @Test
  void killedServerIsResumedWithoutGap() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 17, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      cluster.pgbench("-i", "-s", "1", "-q");
      for (int round = 0; round < Integer.getInteger("backstay.rounds", 3); round++) {
        StreamStart resumed =
            StreamFixture.at(start, 1, round == 0 ? start.from() : received.end(1));
        try (WalStream stream = open(cluster, resumed)) {
          Process load = cluster.pgbenchInBackground("-c", "4", "-T", "60", "-n");
          Lsn wanted = written(cluster).plus((round + 1) * 300_000L);
          received.takeUntil(stream, 1, wanted);
          // When
          cluster.kill();
          load.destroyForcibly().waitFor();
          BackstayException failure = drained(stream, received);
          // Then
          assertThat(failure.isTransient()).as(failure.toString()).isTrue();
        }
        cluster.start();
      }
      try (WalStream stream = open(cluster, StreamFixture.at(start, 1, received.end(1)))) {
        cluster.sql("SELECT pg_switch_wal()", "CHECKPOINT");
        received.takeUntil(stream, 1, written(cluster));
      }
      received.matches(cluster.data().resolve("pg_wal"), 1);
      assertThat(
              new WalRecords(received.bytes(), 17, start.segmentBytes())
                  .between(List.of(new TimelineSpan(1, start.from(), received.end(1)))))
          .isInstanceOf(Changes.Known.class);
    }
  }

  @Test
  void serverThatShutsDownIsNotHeldByWhatIsUnconfirmed() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 17, SMALL_SEGMENTS);
        ExecutorService stopper = Executors.newVirtualThreadPerTaskExecutor()) {
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      Future<?> stopped;
      BackstayException failure;
      try (WalStream stream = open(cluster, start)) {
        cluster.sql("CREATE TABLE rows AS SELECT generate_series(1, 30000) AS n");
        received.takeUntil(stream, 1, written(cluster));
        // When
        stopped = stopper.submit(cluster::stop);
        failure = drained(stream, received);
      }
      stopped.get(10, TimeUnit.SECONDS);
      // Then
      assertThat(failure.isTransient()).as(failure.toString()).isTrue();
      assertThat(failure).hasMessageContaining("shuts down");
      cluster.start();
      try (WalStream stream = open(cluster, StreamFixture.at(start, 1, received.end(1)))) {
        received.takeUntil(stream, 1, written(cluster));
      }
      received.matches(cluster.data().resolve("pg_wal"), 1);
    }
  }

  @Test
  void commitWaitsForTheConfirmationOfASynchronousStream() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 18, SMALL_SEGMENTS);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      cluster.sql("CREATE TABLE rows (n int)");
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      try (WalStream stream = open(cluster, start)) {
        received.takeUntil(stream, 1, written(cluster));
        stream.confirm(received.end(1));
        cluster.sql(
            "ALTER SYSTEM SET synchronous_standby_names = '\"" + StreamFixture.APPLICATION + "\"'",
            "SELECT pg_reload_conf()");
        awaitSynchronous(cluster, stream);
        // When
        Lsn before = written(cluster);
        Future<?> commit = clients.submit(() -> cluster.sql("INSERT INTO rows VALUES (1)"));
        received.takeUntil(stream, 1, before.plus(1));
        assertThat(received.take(stream).isPresent() && commit.isDone()).isFalse();
        assertThat(commit.isDone()).isFalse();
        while (!commit.isDone()) {
          received.take(stream);
          stream.confirm(received.end(1));
        }
        // Then
        commit.get();
        assertThat(cluster.value("SELECT count(*) FROM rows")).isEqualTo("1");
      }
    }
  }

  @Test
  void silentServerIsLeft() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 17, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      try (WalStream stream = open(cluster, start)) {
        received.takeUntil(stream, 1, written(cluster));
        long sender = slot(cluster).receiver().orElseThrow();
        // When
        new ProcessBuilder("kill", "-STOP", Long.toString(sender)).start().waitFor();
        BackstayException failure = drained(stream, received);
        new ProcessBuilder("kill", "-CONT", Long.toString(sender)).start().waitFor();
        // Then
        assertThat(failure.isTransient()).as(failure.toString()).isTrue();
        assertThat(failure).hasMessageContaining("silent");
      }
    }
  }

  @Test
  void streamIsEncryptedWhereTheAddressSaysSo() throws Exception {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 15, SMALL_SEGMENTS)) {
      Certificate certificate = Certificate.made(temporary, cluster);
      cluster.stop();
      cluster.start(Map.of("ssl", "on"));
      StreamStart start = withSlot(cluster);
      ReceivedWal received = received(start);
      // When
      try (WalStream stream = open(certificate.verifying(cluster), start)) {
        cluster.sql("CREATE TABLE rows AS SELECT generate_series(1, 200000) AS n");
        received.takeUntil(stream, 1, written(cluster));
        // Then
        assertThat(
                cluster.query("SELECT ssl FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)"))
            .isEqualTo(List.of(List.of("t")));
      }
      received.matches(cluster.data().resolve("pg_wal"), 1);
    }
  }

  private ReceivedWal received(StreamStart start) throws Exception {
    return new ReceivedWal(
        Files.createDirectory(temporary.resolve("received")), start.segmentBytes());
  }

  /** Takes what comes until the stream fails; why it did. */
  private static BackstayException drained(WalStream stream, ReceivedWal received)
      throws Exception {
    try {
      while (true) {
        Optional<StreamPart> _ = received.take(stream);
      }
    } catch (BackstayException e) {
      return e;
    }
  }

  private static void awaitConfirmed(TestCluster cluster, Lsn position) {
    while (!slot(cluster).restart().equals(Optional.of(position))) {
      Thread.onSpinWait();
    }
  }

  private static void awaitSynchronous(TestCluster cluster, WalStream stream) {
    while (cluster.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").isEmpty()) {
      assertThat(stream.next(Duration.ofMillis(50))).isNotNull();
    }
  }
}
