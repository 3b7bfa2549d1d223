package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.stream.ReplicationSlots;
import dev.backstay.engine.postgres.stream.SlotName;
import dev.backstay.engine.postgres.stream.SlotState;
import dev.backstay.engine.postgres.stream.StreamPosition;
import dev.backstay.pipeline.stream.CapturedLog;
import dev.backstay.pipeline.stream.Confirmation;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.pipeline.stream.SignOfLife;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Watches a stream while it runs, on a thread of its own: finds out what destinations hold and may
 * be confirmed, whether log that was captured is still there, and whether the server's slot and
 * disk are well. Closing it joins the thread.
 */
final class StreamWatch implements AutoCloseable {
  /** Enough to see when a lag began to shrink; of more, every second one is dropped. */
  private static final int MAX_SAMPLES = 60;

  /**
   * Inspections that fail in a row before it is told; a server that is restarted is back by then.
   */
  private static final int BLIND = 6;

  /** Between two signs of life; whoever reads them waits for longer. */
  private static final Duration LIFE = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger(StreamWatch.class.getName());

  private final Setting setting;
  private final StreamState state;
  private final BlobStore staging;
  private final Thread thread;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Instant inspected = Instant.EPOCH;
  private Instant lived = Instant.EPOCH;
  private Instant heard;
  private Instant serverTime = Instant.EPOCH;
  private Optional<Caught> caught = Optional.empty();
  private boolean confirmedSince;
  private int blind;

  /** What a watch works with. */
  record Setting(
      StreamGround ground,
      Captured source,
      StreamPaces paces,
      Alarms alarms,
      PostgresAddress address) {}

  /** All the server had when it was last heard. */
  private record Caught(StreamTimeline timeline, Lsn received, Instant heard) {}

  /** How far the log was received at an instant. */
  private record Sample(Instant at, StreamTimeline timeline, Lsn received) {}

  StreamWatch(Setting setting, StreamState state) {
    this.setting = setting;
    this.state = state;
    this.staging = setting.ground().vault().get().vault().store();
    this.heard = setting.ground().clock().instant();
    this.thread =
        Thread.ofVirtual().name("stream-watch-" + setting.source().name()).unstarted(this::run);
  }

  /** Begins. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(setting.paces().confirmation());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      confirm();
      Instant now = setting.ground().clock().instant();
      if (!lived.plus(LIFE).isAfter(now)) {
        showLife(now);
        lived = now;
      }
      if (!inspected.plus(setting.paces().inspection()).isAfter(now)) {
        inspected = now; // also when it fails: a server that is away is not asked all the time
        inspect(now);
      }
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      LOG.log(
          Logger.Level.INFO,
          "the stream of {0} is looked at later: {1}",
          setting.source().name(),
          e.getMessage());
    } catch (RuntimeException e) {
      // A defect must not end the watch for good.
      LOG.log(
          Logger.Level.ERROR,
          "the stream of " + setting.source().name() + " could not be looked at",
          e);
    }
  }

  /** Fails when nobody watches any more: nothing would be confirmed. */
  void requireAlive() {
    if (!thread.isAlive()) {
      throw new BackstayException(
          ErrorCode.INTERNAL, "the watch has ended; the stream begins anew with another one");
    }
  }

  private void confirm() {
    StreamTimeline timeline = state.timeline();
    var confirmation =
        new Confirmation(
            timeline.system(), timeline.timeline(), setting.source().wal().confirmedBy());
    state.confirm(
        confirmation.next(
            state.confirmed(),
            StreamMark.readAll(staging, setting.source().destinations(), setting.source().name())
                .values()));
  }

  /** Whoever reads the frames has all there was, once that is written. */
  private void showLife(Instant now) {
    StreamPosition position = state.stream().position();
    if (!position.serverTime().equals(serverTime)) {
      serverTime = position.serverTime();
      heard = now;
    }
    caught = caught.filter(known -> known.timeline().equals(state.timeline()));
    Optional<Caught> written = caught.filter(this::isWritten);
    if (written.isPresent()) {
      live(written.get().heard());
      caught = Optional.empty();
    }
    if (position.behindBytes() > 0) {
      return;
    }
    if (state.writer().isEmpty()) {
      live(heard);
    } else if (caught.isEmpty()) {
      caught = Optional.of(new Caught(state.timeline(), position.received(), heard));
    }
  }

  private boolean isWritten(Caught known) {
    return state
        .writer()
        .written()
        .filter(frame ->
            frame.timeline().equals(known.timeline()) && !frame.end().isBefore(known.received()))
        .isPresent();
  }

  private void live(Instant at) {
    new SignOfLife(at).write(staging, setting.source().name());
  }

  private void inspect(Instant now) {
    findHoles();
    findLag(now);
    try (ServerSession session = ServerSession.open(setting.address(), Role.SLOT)) {
      new ReplicationSlots(session)
          .state(new SlotName(setting.source().wal().slot()))
          .ifPresent(this::judge);
    } catch (BackstayException e) {
      isBlind(e);
      throw e;
    }
    if (blind >= BLIND) {
      setting.alarms().clear(StreamTrouble.PRIVILEGES);
      setting.alarms().clear(StreamTrouble.DISCONNECTED);
    }
    blind = 0;
  }

  /** Log comes, but how much the slot makes the server keep is not seen. */
  private void isBlind(BackstayException cause) {
    blind++;
    if (blind >= BLIND && cause.code() != ErrorCode.INTERRUPTED) {
      setting
          .alarms()
          .raise(
              StreamWorker.trouble(cause.code()),
              "the stream runs, but its slot cannot be looked at: " + cause.getMessage(),
              cause.code().remedy());
    }
  }

  /** Log that was written and that destinations may lack has to be captured again. */
  private void findHoles() {
    Optional<FrameName> written = state.writer().written();
    if (written.isEmpty() || !written.get().timeline().equals(state.timeline())) {
      return;
    }
    Lsn end = written.get().end();
    Lsn confirmed = state.confirmed();
    if (!confirmed.isBefore(end)) {
      return;
    }
    Lsn whole =
        CapturedLog.read(
                staging,
                setting.source().name(),
                state.timeline().system(),
                setting.source().destinations())
            .staged(state.history())
            .around(confirmed)
            .map(LogRange::to)
            .orElse(confirmed);
    if (whole.isBefore(end)) {
      LOG.log(
          Logger.Level.WARNING,
          "captured log is missing source={0} from={1} written={2}",
          setting.source().name(),
          whole,
          end);
      state.tellHole();
    }
  }

  /**
   * Log that came at an instant and is not confirmed lags since then. How much does is known only
   * once some of what was sampled is confirmed: a stream that began anew may lag as it did before.
   */
  private void findLag(Instant now) {
    StreamTimeline timeline = state.timeline();
    Lsn confirmed = state.confirmed();
    samples.removeIf(sample -> !sample.timeline().equals(timeline));
    confirmedSince |= samples.removeIf(sample -> !sample.received().isAfter(confirmed));
    samples.add(new Sample(now, timeline, state.stream().position().received()));
    if (samples.size() > MAX_SAMPLES) {
      thin();
    }
    Sample oldest = samples.getFirst();
    boolean lacking = oldest.received().isAfter(confirmed);
    if (lacking && oldest.at().isBefore(now.minus(setting.paces().lag()))) {
      confirmedSince = false;
      setting
          .alarms()
          .raise(
              StreamTrouble.LAGGING,
              "%d destinations must hold the log of %s, and since %s fewer hold it from %s on; the server keeps it"
                  .formatted(
                      setting.source().wal().confirmedBy(),
                      setting.source().name(),
                      oldest.at(),
                      confirmed),
              "Make the destinations reachable; the stream catches up by itself.");
    } else if (!lacking || confirmedSince) {
      setting.alarms().clear(StreamTrouble.LAGGING);
    }
  }

  /** The oldest stays: it tells for how long. */
  private void thin() {
    boolean keep = false;
    for (Iterator<Sample> each = samples.iterator(); each.hasNext(); ) {
      each.next();
      keep = !keep;
      if (!keep) {
        each.remove();
      }
    }
  }

  private void judge(SlotState slot) {
    switch (slot.retention()) {
      case RESERVED -> setting.alarms().clear(StreamTrouble.WAL_RETAINED);
      case LOST -> {} // the server ends the stream, and the next one finds it
      case EXTENDED, UNRESERVED ->
          setting
              .alarms()
              .raise(
                  StreamTrouble.WAL_RETAINED,
                  "the slot '%s' makes the server keep log from %s on (%s); %s more may be written before some goes"
                      .formatted(
                          slot.name(),
                          slot.restart().map(Lsn::toString).orElse("nowhere"),
                          slot.retention(),
                          slot.safeBytes().isPresent()
                              ? slot.safeBytes().getAsLong() + " bytes"
                              : "any amount"),
                  "Make destinations reachable or give them more bandwidth before the server's disk"
                      + " fills; max_slot_wal_keep_size is the last guard.");
    }
  }

  @Override
  public void close() {
    Streams.end(thread);
  }
}
