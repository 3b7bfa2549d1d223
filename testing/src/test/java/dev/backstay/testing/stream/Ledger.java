package dev.backstay.testing.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Commits at a fixed rate and remembers, outside of everything that is tested, when which position
 * was committed and when a destination was first seen to hold it.
 */
final class Ledger implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(25);

  private final NavigableMap<Instant, Lsn> commits = new ConcurrentSkipListMap<>();
  private final NavigableMap<Instant, Lsn> stored = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ending;
  private volatile TestCluster cluster;
  private volatile int bytesOfRow = 2000;

  Ledger(TestCluster cluster) {
    this.cluster = cluster;
    cluster.sql("CREATE TABLE IF NOT EXISTS ledger (id bigserial PRIMARY KEY, payload text)");
    threads.add(Thread.ofVirtual().name("ledger").start(this::commit));
  }

  /** From now on commits go to another server. */
  void moveTo(TestCluster other) {
    cluster = other;
  }

  /** From now on each commit writes so much. */
  void rowsOf(int bytes) {
    bytesOfRow = bytes;
  }

  /** Watches a destination. */
  void watch(StreamRig rig, DestinationName place) {
    threads.add(Thread.ofVirtual().name("ledger-watch").start(() -> watchUntilClosed(rig, place)));
  }

  private void commit() {
    @Nullable Connection connection = null;
    @Nullable TestCluster connected = null;
    try {
      while (!ending) {
        Thread.sleep(PACE);
        try {
          TestCluster target = cluster;
          if (connection == null || !target.equals(connected)) {
            connection = target.connect(TestCluster.DATABASE);
            connected = target;
          }
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "INSERT INTO ledger (payload) SELECT string_agg(md5(random()::text), '') FROM generate_series(1, %d)"
                    .formatted(bytesOfRow / 32));
            try (ResultSet row =
                statement.executeQuery("SELECT pg_current_wal_flush_lsn()::text")) {
              row.next();
              commits.put(Instant.now(), Lsn.parse(row.getString(1)));
            }
          }
        } catch (SQLException e) {
          connection = null; // the server is away: it comes back
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(connection);
    }
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void watchUntilClosed(StreamRig rig, DestinationName place) {
    try (BlobStore store = LocalBlobStore.open(rig.at(place))) {
      Lsn last = Lsn.ZERO;
      while (!ending) {
        Thread.sleep(PACE);
        StagedFrames listed = StagedFrames.list(store);
        Lsn held = last;
        for (StreamTimeline timeline : listed.timelines()) {
          held = held.max(listed.coverage(timeline).newest().map(LogRange::to).orElse(Lsn.ZERO));
        }
        Optional<StreamMark> mark = Optional.ofNullable(rig.marks().get(place));
        held = held.max(mark.map(found -> found.range().to()).orElse(Lsn.ZERO));
        if (held.isAfter(last)) {
          stored.put(Instant.now(), held);
          last = held;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last position that was committed. */
  Optional<Lsn> last() {
    return Optional.ofNullable(commits.lastEntry()).map(entry -> entry.getValue());
  }

  /** How long each commit took to reach the destination, of those that did, sorted. */
  List<Duration> lags() {
    List<Duration> lags = new ArrayList<>();
    commits.forEach((at, position) ->
        stored.entrySet().stream()
            .filter(entry -> !entry.getValue().isBefore(position))
            .findFirst()
            .ifPresent(entry -> lags.add(Duration.between(at, entry.getKey()))));
    Collections.sort(lags);
    return lags;
  }

  @Override
  public void close() {
    ending = true; // a driver may take an interrupt for a failure of its own
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
