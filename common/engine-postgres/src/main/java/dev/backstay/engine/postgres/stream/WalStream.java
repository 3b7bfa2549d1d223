package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A cluster's WAL as it is written, over one connection: byte for byte what is in the server's
 * segments, without a gap, across timelines. One thread takes what comes; {@link #confirm} and
 * {@link #close} are for any. Whoever holds it reconnects; every failure is final for this stream.
 *
 * <p>While nothing is taken, nothing is read from the line and the server waits; {@link #confirm}
 * must then be called now and again (as seldom as the server's wal_sender_timeout allows) to show
 * that the stream lives.
 */
public final class WalStream implements AutoCloseable {
  private static final char WAL = 'w';
  private static final char SIGN_OF_LIFE = 'k';

  private final ReplicationLine line;
  private final ReplicationCommands commands;
  private final StatusReports reports;
  private final ServerWatch watch;
  private final Deque<TimelineSwitch> switches = new ArrayDeque<>();
  private volatile StreamPosition position;
  private volatile Lsn furthest;

  private WalStream(ReplicationLine line, StreamStart start, StreamPace pace, InstantSource clock) {
    this.line = line;
    this.commands = new ReplicationCommands(line, start);
    this.reports = new StatusReports(line, clock, pace.status());
    this.watch = new ServerWatch(pace);
    this.furthest = start.from();
    this.position =
        new StreamPosition(
            start.timeline(), start.from(), Lsn.ZERO, clock.instant(), Lsn.ZERO, false);
  }

  /**
   * Enters the server and begins to stream. When the server was promoted meanwhile, the stream goes
   * on with the old timeline up to the fork, or from the fork on with the new one, after a {@link
   * TimelineSwitch}.
   *
   * <p>Fails with {@code SOURCE_UNREACHABLE}, {@code SOURCE_DENIED}, {@code SOURCE_SETTING}, {@code
   * SOURCE_DIFFERENT} (another system identifier, or an older state of the cluster), {@code
   * SOURCE_UPGRADED}, {@code SLOT_MISSING}, {@code SLOT_LOST}, {@code SLOT_BUSY}, {@code
   * WAL_REMOVED}; some of them show only with the first {@link #next}.
   */
  public static WalStream open(
      PostgresAddress address, StreamStart start, StreamPace pace, InstantSource clock) {
    Refusals refusals = new Refusals(address, start);
    ReplicationLine line = ReplicationLine.open(address, start.applicationName(), refusals);
    try {
      WalStream stream = new WalStream(line, start, pace, clock);
      TimelineHistory history =
          new ServerCheck(line, stream.commands, address, start).pass(refusals);
      Resumption.fork(start, history)
          .ifPresentOrElse(
              fork -> stream.stepOver(start.timeline(), fork),
              () -> stream.follow(start.timeline(), start.from()));
      return stream;
    } catch (BackstayException e) {
      line.close();
      throw e;
    }
  }

  /**
   * What comes next; empty when nothing came in time. Reports to the server meanwhile, whatever the
   * patience.
   *
   * <p>Fails with {@code SOURCE_UNREACHABLE} when the server or the line is gone, and with what
   * {@link #open} names.
   */
  public Optional<StreamPart> next(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new BackstayException(ErrorCode.INTERRUPTED, "the stream was interrupted");
      }
      if (!switches.isEmpty()) {
        return Optional.of(switches.removeFirst());
      }
      Duration due = reports.sendIfDue();
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Optional<Message> message = line.next(left.compareTo(due) < 0 ? left : due);
      if (message.isEmpty()) {
        watch.check(reports);
        if (System.nanoTime() - end >= 0) {
          return Optional.empty();
        }
        continue;
      }
      watch.heard();
      Optional<StreamPart> part = taken(message.orElseThrow());
      if (part.isPresent()) {
        return part;
      }
    }
  }

  /**
   * Tells the server at once up to where WAL is stored for good; it may forget what is before.
   * Never goes back. When commits wait for this stream as a synchronous standby, they wait for
   * this.
   */
  public void confirm(Lsn stored) {
    confirm(stored, stored);
  }

  /**
   * The same, and up to where it is stored for now, which is enough for {@code
   * synchronous_commit=remote_write}.
   */
  public void confirm(Lsn written, Lsn stored) {
    if (stored.isAfter(furthest) || written.isAfter(furthest)) {
      throw new BackstayException(
          ErrorCode.INTERNAL,
          "%s and %s were confirmed, but only %s was received"
              .formatted(written, stored, furthest));
    }
    reports.confirm(written, stored);
  }

  /** Where the stream stands. */
  public StreamPosition position() {
    StreamPosition last = position;
    return new StreamPosition(
        last.timeline(),
        last.received(),
        last.serverEnd(),
        last.serverTime(),
        reports.confirmed(),
        last.stopping());
  }

  /** Ends the connection; a thread that waits in {@link #next} fails. The slot stays. */
  @Override
  public void close() {
    line.close();
  }

  private void stepOver(int from, ReplicationCommands.Fork fork) {
    TimelineSwitch step = commands.step(from, fork);
    switches.add(step);
    follow(step.to(), step.resume());
  }

  /** Asks for a timeline, and for those after it while they hold nothing behind the position. */
  private void follow(int timeline, Lsn from) {
    Optional<ReplicationCommands.Fork> fork = commands.begin(timeline, from);
    if (fork.isPresent()) {
      stepOver(timeline, fork.orElseThrow());
      return;
    }
    StreamPosition last = position;
    moved(timeline, from, last.serverEnd(), last.serverTime());
  }

  private Optional<StreamPart> taken(Message message) {
    return switch (message.kind()) {
      case Message.COPY_BYTES -> copied(message.body());
      case Message.COPY_DONE -> {
        line.send(Message.COPY_DONE, ByteBuffer.allocate(0));
        stepOver(position.timeline(), commands.fork());
        yield Optional.of(switches.removeFirst());
      }
      case Message.COMPLETED, Message.READY -> throw ReplicationCommands.ended();
      default -> Optional.empty(); // notices, and parameters that were changed
    };
  }

  private Optional<StreamPart> copied(ByteBuffer body) {
    byte kind = body.get();
    if (kind == SIGN_OF_LIFE) {
      StreamPosition last = position;
      Lsn serverEnd = new Lsn(body.getLong());
      Instant sentAt = instant(body.getLong());
      if (body.get() != 0) {
        watch.demanded();
        reports.demand();
      }
      moved(last.timeline(), last.received(), serverEnd, sentAt);
      return Optional.empty();
    }
    if (kind != WAL) {
      return Optional.empty();
    }
    StreamPosition last = position;
    Lsn first = new Lsn(body.getLong());
    if (!first.equals(last.received())) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the server sent WAL from %s on where that from %s was due"
              .formatted(first, last.received()));
    }
    Lsn serverEnd = new Lsn(body.getLong());
    Instant sentAt = instant(body.getLong());
    WalChunk chunk = new WalChunk(last.timeline(), first, body.slice(), serverEnd, sentAt);
    moved(last.timeline(), chunk.end(), serverEnd, sentAt);
    return Optional.of(chunk);
  }

  private void moved(int timeline, Lsn received, Lsn serverEnd, Instant serverTime) {
    furthest = furthest.max(received);
    position =
        new StreamPosition(timeline, received, serverEnd, serverTime, Lsn.ZERO, watch.isStopping());
  }

  private static Instant instant(long microseconds) {
    return StatusReports.EPOCH.plus(microseconds, ChronoUnit.MICROS);
  }
}
