package dev.backstay.testing.platform;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.postgres.fixture.TestCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Commits numbered rows to a cluster, one every few moments, and remembers outside of it when each
 * was begun and when it was known to be committed, until the cluster is gone.
 */
final class Ledger implements AutoCloseable {
  /** Often enough to date a loss to a few hundredths of a second, seldom enough to be no load. */
  private static final Duration PACE = Duration.ofMillis(25);

  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final List<Row> rows = new ArrayList<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final Thread thread;

  /**
   * A committed row.
   *
   * @param begun before the server was asked
   * @param committed when the server had said so
   * @param through a position not before that of the commit
   */
  record Row(long number, Instant begun, Instant committed, Lsn through) {}

  private Ledger(TestCluster cluster, long first) {
    thread = Thread.ofPlatform().name("ledger").start(() -> write(cluster, first));
  }

  static void prepare(TestCluster cluster) {
    cluster.sql("CREATE TABLE ledger (number bigint PRIMARY KEY, written timestamptz)");
  }

  /** Writes rows from {@code first} on. */
  static Ledger open(TestCluster cluster, long first) {
    return new Ledger(cluster, first);
  }

  private void write(TestCluster cluster, long first) {
    try (Connection connection = cluster.connect(TestCluster.DATABASE);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger VALUES (?, clock_timestamp())");
        Statement position = connection.createStatement()) {
      for (long number = first; !ending.get(); number++) {
        Instant begun = Instant.now();
        insert.setLong(1, number);
        insert.executeUpdate();
        Instant committed = Instant.now();
        try (ResultSet flushed = position.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
          flushed.next();
          add(new Row(number, begun, committed, Lsn.parse(flushed.getString(1))));
        }
        Thread.sleep(PACE);
      }
    } catch (SQLException e) {
      ending.set(true); // the cluster is gone: what this test is about
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(Row row) {
    rows.add(row);
  }

  /** What was committed so far, in order. */
  synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  @Override
  public void close() {
    end();
  }

  /** Writes no more; returns when the last row is known. */
  void end() {
    ending.set(true);
    try {
      if (!thread.join(END_LIMIT)) {
        throw new IllegalStateException("the ledger did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
