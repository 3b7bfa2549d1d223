package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.fixture.TestCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Money moved all the time, so that a cluster with half a transaction in it gives itself away. */
final class Ledger implements AutoCloseable {
  private static final int ACCOUNTS = 20_000;
  private static final long LOOK_NANOS = 1_000_000;

  private final TestCluster cluster;
  private final AtomicLong committed = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private Ledger(TestCluster cluster) {
    this.cluster = cluster;
    this.thread = Thread.ofPlatform().name("ledger").start(this::move);
  }

  static void make(TestCluster cluster) {
    cluster.sql(
        "CREATE TABLE account (id int PRIMARY KEY, balance bigint, filler text)",
        "INSERT INTO account SELECT n, 0, repeat('x', 100) FROM generate_series(1, "
            + ACCOUNTS
            + ") n",
        "CREATE TABLE movement (id bigint PRIMARY KEY, account int, amount bigint)");
  }

  static Ledger keep(TestCluster cluster) {
    return new Ledger(cluster);
  }

  private void move() {
    try (Connection connection = cluster.connect(TestCluster.DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (long id = 1; !stopped; id++) {
        long account = id * 7919 % ACCOUNTS + 1;
        statement.execute(
            "UPDATE account SET balance = balance + %d WHERE id = %d".formatted(id, account));
        statement.execute("INSERT INTO movement VALUES (%d, %d, %d)".formatted(id, account, id));
        connection.commit();
        committed.set(id);
      }
    } catch (SQLException e) {
      throw new BackstayException(ErrorCode.INTERNAL, "the ledger ended", e);
    }
  }

  void awaitMovements(long count) {
    while (committed.get() < count && thread.isAlive()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  long committed() {
    return committed.get();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted", e);
    }
  }
}
