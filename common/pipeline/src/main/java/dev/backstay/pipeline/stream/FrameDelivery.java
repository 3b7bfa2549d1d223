package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.Visit;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicaFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the stream from staging to one destination: what it lacks, in order, each frame read back
 * before it counts. Marks in staging how far the destination holds the stream without a gap, and
 * removes there what a roll-up published there holds. Copies sealed bytes; opens them only to see
 * that they are whole. Any number of processes may bring the same. Confined to one thread.
 */
public final class FrameDelivery {
  /** A destination that lost frames, or got them from elsewhere, is found out so often. */
  private static final Duration LISTING = Duration.ofMinutes(5);

  /** Roll-ups come every few minutes; more looks would only cost requests. */
  private static final Duration ROLL_UPS = Duration.ofSeconds(5);

  /** After so many frames of a long way the mark is brought up to date. */
  private static final int FRAMES_OF_A_MARK = 4;

  /** Then other sources have their turn: a long way of one must not make all others lag. */
  private static final int FRAMES_OF_A_LOOK = 16;

  private final Vault vault;
  private final BlobStore staging;
  private final Place destination;
  private final BlobStore target;
  private final FrameCodec codec;
  private final InstantSource clock;
  private final RollUpHistory rollUps;
  private final StreamHistories histories;
  private final Map<SourceName, Desk> desks = new HashMap<>();

  /**
   * @param vault in staging
   */
  public FrameDelivery(Vault vault, Place destination, InstantSource clock) {
    this.vault = vault;
    this.staging = vault.store();
    this.destination = destination;
    this.target = destination.store();
    this.codec = new FrameCodec(vault);
    this.clock = clock;
    this.rollUps = new RollUpHistory(staging);
    this.histories = new StreamHistories(staging, vault);
  }

  /**
   * What a look did.
   *
   * @param mark what the destination holds now; none while it holds nothing
   * @param frames brought
   * @param lag the longest time from the first byte of a frame to its storing, of those brought
   * @param more whether some are left for the next look
   * @param damaged frames that were not whole
   */
  public record Report(
      Optional<StreamMark> mark, int frames, Duration lag, boolean more, List<Damage> damaged) {
    public Report {
      damaged = List.copyOf(damaged);
    }
  }

  /** A frame that is not whole. */
  public sealed interface Damage {
    FrameName frame();

    /** It was removed: where the server still has that log, it is captured again. */
    record InStaging(FrameName frame) implements Damage {}

    /** It does not count as held; a good one takes its place where there is one. */
    record AtDestination(FrameName frame) implements Damage {}
  }

  /** What is known of one source at the destination. */
  private static final class Desk {
    HeldFrames held = HeldFrames.of(StagedFrames.EMPTY);
    Instant listed = Instant.EPOCH;
    Instant rolledUp = Instant.EPOCH;
    Optional<StreamMark> mark = Optional.empty();
    final Map<StreamTimeline, Instant> complete = new HashMap<>();

    /** Nothing that was known is believed any more. */
    void forget() {
      listed = Instant.EPOCH;
      mark = Optional.empty();
      complete.clear();
    }

    /** All that the server wrote up to an instant is held. */
    void completed(StreamTimeline timeline, Instant instant) {
      complete.merge(timeline, instant, FrameDelivery::later);
    }
  }

  /** Counts what one look does. */
  private static final class Tally {
    int frames;
    Duration lag = Duration.ZERO;
    final List<Damage> damaged = new ArrayList<>();

    boolean isFull() {
      return frames >= FRAMES_OF_A_LOOK;
    }
  }

  /**
   * Looks once.
   *
   * @param staged what staging lists now
   */
  public Report look(SourceName source, StagedFrames staged) {
    Desk desk = desks.computeIfAbsent(source, _ -> new Desk());
    if (staged.timelines(source).isEmpty() && desk.listed.equals(Instant.EPOCH)) {
      return new Report(Optional.empty(), 0, Duration.ZERO, false, List.of());
    }
    var tally = new Tally();
    refresh(source, desk, staged, tally);
    try {
      for (StreamTimeline timeline : staged.timelines(source)) {
        bring(source, timeline, staged, desk, tally);
      }
    } finally {
      mark(source, desk, tally);
    }
    return new Report(desk.mark, tally.frames, tally.lag, tally.isFull(), tally.damaged);
  }

  /** Frames open with the vault's keys alone: they have to be there first. */
  private void becomeReplica() {
    if (new ReplicaFrame(vault, target).isMissing()) {
      Visit.begin(vault, destination, true).close();
      desks.values().forEach(Desk::forget);
    }
  }

  private void refresh(SourceName source, Desk desk, StagedFrames staged, Tally tally) {
    Instant now = clock.instant();
    boolean due = desk.rolledUp.plus(ROLL_UPS).isBefore(now);
    if (due && isVoid(source, desk)) {
      desk.forget();
    }
    if (desk.listed.plus(LISTING).isBefore(now)) {
      becomeReplica();
      rollUps.forgetPublished();
      desk.held = HeldFrames.of(StagedFrames.list(target, source));
      Optional<StreamMark> before = mark(source);
      before.ifPresent(mark -> desk.complete.remove(timeline(source, mark)));
      List<FrameName> damaged = bringBack(desk.held, staged);
      damaged.forEach(frame -> discount(frame, desk, tally));
      addRollUps(source, desk, staged);
      addEarlierMark(source, desk, before, damaged);
      desk.listed = now;
      desk.rolledUp = now;
      return;
    }
    if (due) {
      addRollUps(source, desk, staged);
      desk.rolledUp = now;
    }
  }

  private static void discount(FrameName frame, Desk desk, Tally tally) {
    desk.held.discount(frame);
    tally.damaged.add(new Damage.AtDestination(frame));
  }

  /**
   * What staging lost, before any roll-up held it, is rolled up and brought on from here. Which
   * frames are not whole here either.
   */
  private List<FrameName> bringBack(HeldFrames held, StagedFrames staged) {
    List<FrameName> damaged = new ArrayList<>();
    for (StreamTimeline timeline : held.timelines()) {
      List<LogRange> rolled = rollUps.of(timeline).stream().map(RolledUp::range).toList();
      LogCoverage known = staged.coverage(timeline).plus(LogCoverage.of(rolled));
      Lsn oldest = rolled.stream().map(LogRange::from).min(Lsn::compareTo).orElse(Lsn.ZERO);
      for (FrameName frame : held.frames(timeline)) {
        if (frame.end().isAfter(oldest) && !known.covers(frame.range()) && !bringBack(frame)) {
          damaged.add(frame);
        }
      }
    }
    return damaged;
  }

  private boolean bringBack(FrameName frame) {
    byte[] object;
    try {
      object = target.read(frame.blob());
      var _ = codec.open(frame, object);
    } catch (BackstayException e) {
      requireCorrupt(e);
      return false;
    }
    var _ = staging.put(frame.blob(), Payload.of(object), PutOptions.ONLY_IF_ABSENT);
    return true;
  }

  /** A damaged object is told and passed over; nothing else is. */
  private static void requireCorrupt(BackstayException failure) {
    if (failure.code() != ErrorCode.OBJECT_CORRUPT) {
      throw failure;
    }
  }

  /**
   * What the mark of a source says, timeline by timeline, the oldest first: its range reaches back
   * over forks, and log from before a fork is held as log of the timeline it was written on.
   */
  public List<Part> parts(SourceName source) {
    Desk desk = desks.get(source);
    if (desk == null || desk.mark.isEmpty()) {
      return List.of();
    }
    StreamMark mark = desk.mark.get();
    StreamTimeline newest = timeline(source, mark);
    List<Part> parts = new ArrayList<>();
    Lsn begin = Lsn.ZERO;
    for (TimelineHistory.Ancestor ancestor : history(newest, desk.held).ancestors()) {
      StreamTimeline timeline = newest.at(ancestor.timeline());
      LogCoverage coverage = desk.held.coverage(timeline);
      Optional<LogRange> held = heldBefore(ancestor, begin, mark.range(), coverage);
      Instant complete = desk.complete.get(timeline);
      if (held.isPresent() && complete != null) {
        parts.add(Part.of(timeline, held.get(), complete));
      }
      begin = held.map(LogRange::to).orElse(ancestor.end()).min(ancestor.end());
    }
    LogRange all = mark.range();
    boolean beyond = begin.isBefore(all.to()); // else it holds nothing from behind the fork yet
    LogRange own = beyond ? new LogRange(all.from().max(begin), all.to()) : all;
    parts.add(Part.of(newest, own, mark.until()));
    return parts;
  }

  /**
   * A piece of one timeline without a gap.
   *
   * @param to where it ends; the byte there is no longer in it
   * @param until up to when all that the server wrote on the timeline is in it or before it
   */
  public record Part(
      SystemIdentifier system,
      int timeline,
      StreamPosition from,
      StreamPosition to,
      Instant until) {
    static Part of(StreamTimeline timeline, LogRange range, Instant until) {
      return new Part(
          new SystemIdentifier(timeline.system().toString()),
          timeline.timeline(),
          new StreamPosition(range.from().value()),
          new StreamPosition(range.to().value()),
          until);
    }
  }

  private static StreamTimeline timeline(SourceName source, StreamMark mark) {
    return new StreamTimeline(source, mark.system(), mark.timeline());
  }

  /** What is held of a timeline that was left, where the range of a mark goes through it. */
  private static Optional<LogRange> heldBefore(
      TimelineHistory.Ancestor ancestor, Lsn begin, LogRange marked, LogCoverage held) {
    return held.ranges().stream()
        .filter(range -> range.from().isBefore(ancestor.end()) && begin.isBefore(range.to()))
        .filter(range -> marked.reaches(range.to().min(ancestor.end())))
        .reduce((_, later) -> later)
        .map(range -> new LogRange(range.from().max(begin), range.to()));
  }

  /** What a published roll-up holds is held, and its frames may go. */
  private void addRollUps(SourceName source, Desk desk, StagedFrames staged) {
    List<StreamTimeline> timelines = new ArrayList<>(staged.timelines(source));
    desk.held.timelines().stream()
        .filter(held -> !timelines.contains(held))
        .forEach(timelines::add);
    for (StreamTimeline timeline : timelines) {
      List<LogRange> published = new ArrayList<>();
      for (RolledUp rolled : rollUps.of(timeline)) {
        if (rollUps.isPublished(rolled, destination.name())) {
          published.add(rolled.range());
          desk.completed(timeline, rolled.time().complete());
        }
      }
      addRollUps(timeline, LogCoverage.of(published), desk.held);
    }
  }

  private void addRollUps(StreamTimeline timeline, LogCoverage published, HeldFrames held) {
    for (FrameName frame : held.framesIn(timeline, published)) {
      target.delete(frame.blob());
      held.forget(frame);
    }
    held.add(timeline, published);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * What was marked before is held, too, unless the destination lost the newest of it: then all of
   * that mark is void.
   */
  private static void addEarlierMark(
      SourceName source, Desk desk, Optional<StreamMark> before, List<FrameName> damaged) {
    desk.mark = before;
    if (before.isEmpty()) {
      return;
    }
    StreamMark mark = before.get();
    StreamTimeline timeline = timeline(source, mark);
    if (desk.held.coverage(timeline).around(mark.range().to()).isPresent()) {
      var marked = new LogCoverage(List.of(mark.range()));
      for (FrameName frame : damaged) {
        marked = frame.timeline().equals(timeline) ? marked.minus(frame.range()) : marked;
      }
      desk.held.add(timeline, marked);
      desk.completed(timeline, mark.until());
    }
  }

  private void bring(
      SourceName source, StreamTimeline timeline, StagedFrames staged, Desk desk, Tally tally) {
    if (staged.hasHistory(timeline) && !desk.held.hasHistory(timeline)) {
      byte[] object = staging.read(timeline.history());
      store(timeline.history(), object);
      desk.held.addHistory(timeline);
    }
    for (StagedFrames.Stored stored : staged.frames(timeline)) {
      if (tally.isFull()) {
        return;
      }
      if (desk.held.covers(stored.name())) {
        continue;
      }
      bring(stored.name(), desk, tally);
      if (tally.frames % FRAMES_OF_A_MARK == 0) {
        mark(source, desk, tally);
      }
    }
  }

  private void bring(FrameName name, Desk desk, Tally tally) {
    byte[] object;
    Frame frame;
    try {
      object = staging.read(name.blob());
      frame = codec.open(name, object);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return; // it was cleaned away since it was listed
      }
      requireCorrupt(e);
      staging.delete(name.blob());
      tally.damaged.add(new Damage.InStaging(name));
      return;
    }
    store(name.blob(), object);
    desk.held.add(name);
    desk.completed(name.timeline(), frame.header().time().complete());
    tally.frames++;
    Duration lag = Duration.between(frame.header().since(), clock.instant());
    if (lag.compareTo(tally.lag) > 0) {
      tally.lag = lag;
    }
  }

  /** Stores an object and reads it back: a store may acknowledge what it does not keep. */
  private void store(BlobName name, byte[] object) {
    try {
      var _ = target.put(name, Payload.of(object), PutOptions.REPLACE);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.STORE_AMBIGUOUS) {
        throw e;
      }
    }
    if (!Arrays.equals(target.read(name), object)) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s was stored at %s and did not come back as it was; it does not count as stored"
              .formatted(name, destination));
    }
  }

  /** Brings the mark up to date, when it changes. */
  private void mark(SourceName source, Desk desk, Tally tally) {
    Optional<StreamTimeline> newest = newest(source, desk.held);
    if (newest.isEmpty()) {
      return;
    }
    StreamTimeline timeline = newest.get();
    Optional<LogRange> range =
        StreamHistories.coverage(
                history(timeline, desk.held), other -> desk.held.coverage(timeline.at(other)))
            .newest();
    if (range.isEmpty() || isMarked(timeline, range.get(), desk)) {
      return;
    }
    if (isVoid(source, desk)) {
      desk.forget();
      return; // the next look finds out what is left
    }
    Instant now = clock.instant();
    if (!desk.complete.containsKey(timeline) && !learnComplete(timeline, desk, tally)) {
      return; // the next look marks what is left
    }
    var mark =
        new StreamMark(
            timeline.system(),
            timeline.timeline(),
            range.get(),
            desk.complete.getOrDefault(timeline, LogTime.UNKNOWN),
            now);
    mark.write(staging, destination.name(), source);
    desk.mark = Optional.of(mark);
  }

  private TimelineHistory history(StreamTimeline timeline, HeldFrames held) {
    return held.hasHistory(timeline)
        ? histories.of(timeline)
        : TimelineHistory.ofFirst(timeline.timeline());
  }

  private static boolean isMarked(StreamTimeline timeline, LogRange range, Desk desk) {
    return desk.mark
        .filter(mark ->
            mark.system().equals(timeline.system())
                && mark.timeline() == timeline.timeline()
                && mark.range().equals(range))
        .isPresent();
  }

  /** Asks the newest frame, if there is one; false where that is not whole. */
  private boolean learnComplete(StreamTimeline timeline, Desk desk, Tally tally) {
    Optional<FrameName> newest = desk.held.newest(timeline);
    if (newest.isEmpty()) {
      return true;
    }
    FrameName frame = newest.get();
    try {
      FrameHeader header = codec.open(frame, target.read(frame.blob())).header();
      desk.completed(timeline, header.time().complete());
      return true;
    } catch (BackstayException e) {
      requireCorrupt(e);
      discount(frame, desk, tally);
      return false;
    }
  }

  /** Whether somebody else fills the destination anew, and so believes nothing of it any more. */
  private boolean isVoid(SourceName source, Desk desk) {
    return desk.mark.isPresent() && mark(source).isEmpty();
  }

  private Optional<StreamMark> mark(SourceName source) {
    return StreamMark.read(staging, destination.name(), source);
  }

  /** The newest timeline of the cluster that the source is now. */
  private Optional<StreamTimeline> newest(SourceName source, HeldFrames held) {
    Optional<SystemId> system = StreamedSource.read(staging, source).map(StreamedSource::system);
    return held.timelines().stream()
        .filter(timeline -> system.isEmpty() || timeline.system().equals(system.get()))
        .max(StreamTimeline::compareTo);
  }
}
