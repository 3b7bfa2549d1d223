package dev.backstay.store.sftp;

import dev.backstay.store.Interruption;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The connections of one store. A caller borrows one for a single call and waits when all are in
 * use; broken ones are dropped and replaced when the next is needed.
 */
final class SftpConnectionPool implements AutoCloseable {
  /**
   * OpenSSH turns away some of more than ten connections that log in at once, so two processes that
   * start together must fit.
   */
  private static final int MAX_CONNECTIONS = 5;

  private final SshConnector connector;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS, true);
  private final ConcurrentLinkedDeque<SftpConnection> idle = new ConcurrentLinkedDeque<>();

  SftpConnectionPool(SshConnector connector) {
    this.connector = connector;
  }

  /** A connection for this thread; to be given back with {@link #release}. */
  SftpConnection borrow(String call) {
    Interruption.check(call);
    try {
      free.acquire();
    } catch (InterruptedException e) {
      throw Interruption.failure(call, e);
    }
    boolean borrowed = false;
    try {
      SftpConnection connection = openIdle();
      borrowed = true;
      return connection;
    } finally {
      if (!borrowed) {
        free.release();
      }
    }
  }

  /** Takes a connection back, to be used again if it is still open. */
  void release(SftpConnection connection) {
    if (connection.isOpen()) {
      idle.push(connection);
    } else {
      connection.close();
    }
    free.release();
  }

  @Override
  public void close() {
    idle.forEach(SftpConnection::close);
    connector.close();
  }

  private SftpConnection openIdle() {
    while (true) {
      SftpConnection connection = idle.poll();
      if (connection == null) {
        return connector.connect();
      }
      if (connection.isOpen()) {
        return connection;
      }
      connection.close();
    }
  }
}
