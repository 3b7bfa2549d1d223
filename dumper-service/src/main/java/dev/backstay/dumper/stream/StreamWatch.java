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
import java.util.Optional;

/**
 * Watches a stream while it runs, on a thread of its own: finds out what destinations hold and may
 * be confirmed, whether log that was captured is still there, and whether the server's slot and
 * disk are well. Closing it joins the thread.
 */
final class StreamWatch implements AutoCloseable {
  /** Log that the required destinations do not have for so long is told. */
  private static final Duration LAG = Duration.ofMinutes(1);

  /** Enough to see when a lag of some minutes began to shrink. */
  private static final int MAX_SAMPLES = 60;

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

  /** What a watch works with. */
  record Setting(
      StreamGround ground,
      Captured source,
      StreamPaces paces,
      Alarms alarms,
      PostgresAddress address) {}

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

  /** While nothing waits to be written, whoever reads the frames has all there was. */
  private void showLife(Instant now) {
    StreamPosition position = state.stream().position();
    if (!position.serverTime().equals(serverTime)) {
      serverTime = position.serverTime();
      heard = now;
    }
    if (position.behindBytes() == 0 && state.writer().isEmpty()) {
      new SignOfLife(heard).write(staging, setting.source().name());
    }
  }

  private void inspect(Instant now) {
    findHoles();
    findLag(now);
    try (ServerSession session = ServerSession.open(setting.address(), Role.SLOT)) {
      new ReplicationSlots(session)
          .state(new SlotName(setting.source().wal().slot()))
          .ifPresent(this::judge);
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

  private void findLag(Instant now) {
    StreamTimeline timeline = state.timeline();
    Lsn confirmed = state.confirmed();
    samples.removeIf(
        sample -> !sample.timeline().equals(timeline) || !sample.received().isAfter(confirmed));
    if (samples.size() < MAX_SAMPLES) {
      samples.add(new Sample(now, timeline, state.stream().position().received()));
    }
    Sample oldest = samples.getFirst();
    if (oldest.received().isAfter(confirmed) && oldest.at().isBefore(now.minus(LAG))) {
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
    } else if (!oldest.received().isAfter(confirmed) || samples.size() == 1) {
      setting.alarms().clear(StreamTrouble.LAGGING);
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
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        while (!thread.join(Streams.AGAIN)) {
          thread.interrupt();
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true; // it ends by itself now: wait for it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
