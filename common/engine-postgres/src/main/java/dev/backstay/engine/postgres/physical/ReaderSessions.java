package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The connections that read files: opened when they are needed, at most so many, each lent to one
 * thread at a time.
 */
final class ReaderSessions implements AutoCloseable {
  private final PostgresAddress address;
  private final Instance instance;
  private final Semaphore places;
  private final Deque<ServerSession> idle = new ArrayDeque<>();
  private final Set<ServerSession> lent = new HashSet<>();
  private boolean closed;

  /** Connections to the very server that a session is connected to. */
  ReaderSessions(ServerSession session, int places) {
    this.address = session.address();
    this.instance = instanceOf(session);
    this.places = new Semaphore(places);
  }

  /** Lends a connection, waiting for one. */
  ServerSession take() {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for a connection to " + address, e);
    }
    try {
      ServerSession session = idleOne();
      return session == null ? opened() : session;
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private synchronized @Nullable ServerSession idleOne() {
    requireOpen();
    ServerSession session = idle.poll();
    if (session != null) {
      lent.add(session);
    }
    return session;
  }

  private ServerSession opened() {
    ServerSession session = ServerSession.open(address, Role.READER);
    try {
      requireSame(instanceOf(session));
      synchronized (this) {
        requireOpen();
        lent.add(session);
      }
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** A cluster's server and the moment of its start, which no two servers of a cluster share. */
  private record Instance(SystemId system, String started) {}

  private static Instance instanceOf(ServerSession session) {
    return session
        .row(
            row -> new Instance(session.facts().system(), row.getString(1)),
            "SELECT extract(epoch FROM pg_postmaster_start_time())::text")
        .orElseThrow();
  }

  /** Behind one address there may be several servers, and a failover between two connections. */
  private void requireSame(Instance other) {
    if (!other.system().equals(instance.system())) {
      throw new BackstayException(
          ErrorCode.SOURCE_DIFFERENT,
          "%s is answered by another cluster than the one whose backup began; nothing was published"
              .formatted(address));
    }
    if (!other.equals(instance)) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "%s is answered by another server of the cluster than the one on which the backup began,"
                  .formatted(address)
              + " or that one started anew; nothing was published. The connections of a backup must"
              + " lead to one server: name it, not what spreads connections over several");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "the capture of " + address + " has ended");
    }
  }

  /** Takes a connection back that has nothing under way. */
  void giveBack(ServerSession session) {
    boolean end;
    synchronized (this) {
      lent.remove(session);
      end = closed;
      if (!end) {
        idle.add(session);
      }
    }
    places.release();
    if (end) {
      session.close();
    }
  }

  /** Takes a connection back that is of no use any more. */
  void discard(ServerSession session) {
    synchronized (this) {
      lent.remove(session);
    }
    places.release();
    session.abort();
  }

  /** Ends all connections: those lent at once, whatever their borrowers do with them. */
  @Override
  public void close() {
    List<ServerSession> resting;
    List<ServerSession> working;
    synchronized (this) {
      closed = true;
      resting = List.copyOf(idle);
      working = List.copyOf(lent);
      idle.clear();
    }
    Endings endings = new Endings();
    working.forEach(session -> endings.end(session::abort));
    resting.forEach(session -> endings.end(session::close));
    endings.throwFailure();
  }
}
