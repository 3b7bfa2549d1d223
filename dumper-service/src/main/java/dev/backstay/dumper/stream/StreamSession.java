package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.engine.postgres.stream.ServerDescent;
import dev.backstay.engine.postgres.stream.SlotName;
import dev.backstay.engine.postgres.stream.StreamPace;
import dev.backstay.engine.postgres.stream.StreamPart;
import dev.backstay.engine.postgres.stream.StreamStart;
import dev.backstay.engine.postgres.stream.TimelineSwitch;
import dev.backstay.engine.postgres.stream.WalChunk;
import dev.backstay.engine.postgres.stream.WalStream;
import dev.backstay.pipeline.stream.CapturedLog;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.FrameWriter;
import dev.backstay.pipeline.stream.KnownGap;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.pipeline.stream.StreamHistories;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.pipeline.stream.WalSpace;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one source over one connection: finds where to go on, streams, and ends by an
 * exception when the connection does. Of one thread, beside which another watches; the writer of
 * its frames tells the server, too.
 */
final class StreamSession {
  /** Between two looks at what the watcher found. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  /** A server that waits for its log to be taken wants to hear that the stream lives. */
  private static final Duration STATUS = Duration.ofSeconds(1);

  /** Short enough that a cut line is told from an idle server within the promised lag. */
  private static final StreamPace PACE =
      new StreamPace(STATUS, Duration.ofSeconds(10), Duration.ofSeconds(5));

  private static final Logger LOG = System.getLogger(StreamSession.class.getName());

  private final StreamGround ground;
  private final Captured source;
  private final StreamPaces paces;
  private final WalSpace space;
  private final Alarms alarms;
  private final Runnable wakeNews;
  private final Runnable established;
  private final Vault vault;
  private final BlobStore staging;
  private final StreamHistories histories;
  private CapturedLog.@Nullable Place asked;
  private Lsn lastWritten = Lsn.ZERO;
  private Lsn lastConfirmed = Lsn.ZERO;
  private Instant lastReport = Instant.EPOCH;
  private int serverTimeline;

  StreamSession(Setting setting) {
    this.ground = setting.ground();
    this.source = setting.source();
    this.paces = setting.paces();
    this.space = setting.space();
    this.alarms = setting.alarms();
    this.wakeNews = setting.wakeNews();
    this.established = setting.established();
    this.vault = ground.vault().get().vault();
    this.staging = vault.store();
    this.histories = new StreamHistories(staging, vault);
  }

  /**
   * What a session works with.
   *
   * @param wakeNews says that there is something to tell
   * @param established hears that the stream runs
   */
  record Setting(
      StreamGround ground,
      Captured source,
      StreamPaces paces,
      WalSpace space,
      Alarms alarms,
      Runnable wakeNews,
      Runnable established) {}

  /** Streams until somebody else has the lease, or the connection is lost. */
  void run(StreamLease lease) throws InterruptedException {
    PostgresAddress address = PostgresAddress.parse(ground.secrets().apply(source.url()));
    var slot = new SlotName(source.wal().slot());
    Optional<CapturedLog> captured = captured();
    source.knownSlot().write(staging);
    SlotOpening opening =
        SlotOpening.of(
            address,
            slot,
            new SlotOpening.Identity(staging, source.name()),
            captured.map(CapturedLog::newestTimeline).orElse(OptionalInt.empty()),
            alarms);
    Optional<CapturedLog.Place> end = captured.flatMap(log -> end(log, opening));
    if (end.isPresent()) {
      try {
        stream(address, start(slot, opening, met(end.get(), address, opening)), opening, lease);
        return;
      } catch (BackstayException e) {
        if (e.code() != ErrorCode.WAL_REMOVED) {
          throw e;
        }
        recordGap(anew(address, opening), opening, e);
      }
    }
    stream(address, start(slot, opening, anew(address, opening)), opening, lease);
  }

  /** What was captured of the cluster that the source is known to be. */
  private Optional<CapturedLog> captured() {
    return StreamedSource.read(staging, source.name())
        .map(known ->
            CapturedLog.read(staging, source.name(), known.system(), source.destinations()));
  }

  private Optional<CapturedLog.Place> end(CapturedLog log, SlotOpening opening) {
    OptionalInt newest = log.newestTimeline();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    return log.end(
        histories.of(timeline(opening, newest.getAsInt())),
        opening.continued() ? Optional.of(opening.kept()) : Optional.empty(),
        opening.facts().walSegmentBytes());
  }

  private StreamTimeline timeline(SlotOpening opening, int timeline) {
    return new StreamTimeline(source.name(), opening.facts().system(), timeline);
  }

  /**
   * A server that was promoted elsewhere is met where it left what was captured; one that is behind
   * is refused later.
   */
  private CapturedLog.Place met(
      CapturedLog.Place end, PostgresAddress address, SlotOpening opening) {
    return opening.facts().timeline() <= end.timeline()
        ? end
        : end.followedBy(
            descent(address, opening), histories.of(timeline(opening, end.timeline())));
  }

  /** The beginning of the oldest segment that the slot keeps. */
  private CapturedLog.Place anew(PostgresAddress address, SlotOpening opening) {
    int newest = opening.facts().timeline();
    WalSegment oldest = WalSegment.at(newest, opening.kept(), opening.facts().walSegmentBytes());
    var place = new CapturedLog.Place(newest, oldest.start());
    return newest == 1 ? place : CapturedLog.Place.on(descent(address, opening), oldest.start());
  }

  private TimelineHistory descent(PostgresAddress address, SlotOpening opening) {
    var slot = new SlotName(source.wal().slot());
    var newest = new CapturedLog.Place(opening.facts().timeline(), opening.kept());
    return ServerDescent.ask(address, start(slot, opening, newest));
  }

  private StreamStart start(SlotName slot, SlotOpening opening, CapturedLog.Place place) {
    return new StreamStart(
        Optional.of(slot),
        opening.facts().system(),
        opening.facts().major(),
        place.timeline(),
        place.position(),
        opening.facts().walSegmentBytes(),
        slot.text());
  }

  /** What comes next is gone: the gap is recorded before anything behind it is captured. */
  private void recordGap(CapturedLog.Place next, SlotOpening opening, BackstayException cause) {
    CapturedLog.Place missing = asked;
    if (missing == null || !missing.position().isBefore(next.position())) {
      throw cause; // some came, or the slot keeps older log than is missing: another try finds out
    }
    var gap =
        new KnownGap(
            timeline(opening, next.timeline()),
            new LogRange(missing.position(), next.position()),
            "the server had removed it; its slot keeps log from %s on".formatted(opening.kept()),
            ground.clock().instant(),
            false);
    if (gap.isRecorded(staging)) {
      return;
    }
    gap.write(staging);
    wakeNews.run();
    LOG.log(
        Logger.Level.WARNING,
        "stream gap source={0} timeline={1} from={2} to={3}",
        source.name(),
        next.timeline(),
        missing.position(),
        next.position());
  }

  private void stream(
      PostgresAddress address, StreamStart start, SlotOpening opening, StreamLease lease)
      throws InterruptedException {
    serverTimeline = opening.facts().timeline();
    var listener = new WriterListener(source.wal().synchronous());
    asked = new CapturedLog.Place(start.timeline(), start.from());
    try (WalStream stream = WalStream.open(address, start, PACE, ground.clock());
        FrameWriter writer =
            new FrameWriter(
                new FrameWriter.Setting(
                    vault, space, paces.frame(), start.segmentBytes(), ground.clock(), listener))) {
      StreamTimeline timeline = timeline(opening, start.timeline());
      Lsn received = stream.position().received();
      asked = new CapturedLog.Place(stream.position().timeline(), received);
      // Log before the slot's position comes, too, where it was not captured yet.
      Lsn confirmed = opening.kept().min(received);
      var state = new StreamState(stream, writer, timeline, histories.of(timeline), confirmed);
      LOG.log(
          Logger.Level.INFO,
          "streaming source={0} timeline={1} from={2} slot={3}",
          source.name(),
          start.timeline(),
          start.from(),
          source.wal().slot());
      listener.streaming(state);
      try (var watch =
          new StreamWatch(new StreamWatch.Setting(ground, source, paces, alarms, address), state)) {
        watch.start();
        receive(state, watch, lease);
      }
    }
  }

  /** Keeps the alarm of a full staging as it is, and tells commits that wait. */
  private final class WriterListener implements FrameWriter.Listener {
    private final boolean awaited;
    private volatile @Nullable StreamState streaming;

    WriterListener(boolean awaited) {
      this.awaited = awaited;
    }

    void streaming(StreamState state) {
      streaming = state;
    }

    @Override
    public void written(FrameName frame) {
      alarms.clear(StreamTrouble.STAGING_FULL);
      StreamState state = streaming;
      if (awaited && state != null) {
        tell(state);
      }
    }

    private void tell(StreamState state) {
      try {
        confirm(state);
      } catch (BackstayException e) {
        // The receiver finds the line broken, too.
        LOG.log(Logger.Level.DEBUG, "a waiting server was not told", e);
      }
    }

    @Override
    public void hindered(BackstayException cause) {
      alarms.raise(
          StreamTrouble.STAGING_FULL, String.valueOf(cause.getMessage()), cause.code().remedy());
    }
  }

  private void receive(StreamState state, StreamWatch watch, StreamLease lease)
      throws InterruptedException {
    boolean told = false;
    while (lease.isOurs()) {
      watch.requireAlive();
      if (told) {
        confirm(state); // not before the server answered: it would take the slot back for nothing
      }
      if (state.isHoled()) {
        throw new BackstayException(
            ErrorCode.OBJECT_MISSING,
            "captured log behind %s is not in staging any more; it is captured again"
                .formatted(state.confirmed()));
      }
      if (!state.writer().awaitRoom(PATIENCE)) {
        continue; // the server waits: nothing is read from the line
      }
      Optional<StreamPart> part = state.stream().next(PATIENCE);
      if (!told) {
        established.run();
        told = true;
      }
      if (part.isPresent()) {
        if (part.get() instanceof WalChunk) {
          asked = null; // what is found missing from now on begins behind what is written by then
        }
        take(part.get(), state);
      }
    }
    throw new BackstayException(
        ErrorCode.LEASE_LOST, "another worker may stream %s now".formatted(source.name()));
  }

  private void take(StreamPart part, StreamState state) {
    switch (part) {
      case WalChunk chunk ->
          state
              .writer()
              .append(
                  state.timeline(),
                  chunk.start(),
                  chunk.bytes(),
                  new FrameWriter.Sending(chunk.sentAt(), isNewest(chunk)));
      case TimelineSwitch step -> {
        StreamTimeline next = state.timeline().at(step.to());
        histories.put(next, step.historyFile().getBytes(StandardCharsets.UTF_8));
        state.switched(next, step.history());
        LOG.log(
            Logger.Level.INFO,
            "timeline followed source={0} timeline={1} fork={2}",
            source.name(),
            step.to(),
            step.fork());
      }
    }
  }

  /** Whether nothing was written behind it, on a later timeline either. */
  private boolean isNewest(WalChunk chunk) {
    return chunk.isNewest() && chunk.timeline() >= serverTimeline;
  }

  /** Tells the server what is new, and now and then that the stream lives. */
  private synchronized void confirm(StreamState state) {
    Lsn received = state.stream().position().received();
    Lsn written = state.writer().written().map(FrameName::end).orElse(Lsn.ZERO).min(received);
    Lsn confirmed = state.confirmed().min(received);
    Instant now = ground.clock().instant();
    if (!written.equals(lastWritten)
        || !confirmed.equals(lastConfirmed)
        || lastReport.plus(STATUS).isBefore(now)) {
      state.stream().confirm(written.max(confirmed), confirmed);
      lastWritten = written;
      lastConfirmed = confirmed;
      lastReport = now;
    }
  }
}
