package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Rolls the staged frames of a source up into snapshots of whole segments, which stock tools
 * restore. Each holds the log from the beginning of the segment in which the one before ended; its
 * last segment may be incomplete, and is filled up with zeros then. May be stopped anywhere and
 * repeated: where a roll-up begins decides its id, and a run of an id is committed once. Confined
 * to one thread.
 */
public final class RollUp {
  /** One run holds no more log, so that a long outage is rolled up piece by piece. */
  private static final long MAX_BYTES = 1L << 30;

  /** A listing of so many takes as long as bringing a frame on. */
  private static final int MANY_FRAMES = 2000;

  /** A hole that can be filled at all is filled much sooner. */
  private static final Duration HOLE_PATIENCE = Duration.ofMinutes(10);

  private static final Logger LOG = System.getLogger(RollUp.class.getName());

  private final StagedVault vault;
  private final BlobStore staging;
  private final RollUpHistory history;
  private final SegmentSizes segmentSizes;
  private final Setting setting;

  /**
   * How it is rolled up.
   *
   * @param age of the oldest log that is not rolled up, from which on it is
   * @param bytes of log that is not rolled up, from which on it is
   * @param hostname under which the snapshots are filed
   * @param worker the name of this process
   */
  public record Setting(
      Duration age, long bytes, String hostname, String worker, InstantSource clock) {}

  public RollUp(StagedVault vault, Setting setting) {
    this.vault = vault;
    this.staging = vault.vault().store();
    this.history = new RollUpHistory(staging);
    this.segmentSizes = new SegmentSizes(vault.vault());
    this.setting = setting;
  }

  /**
   * A roll-up that is committed and published in staging, but not recorded: whoever tells of it
   * makes sure of that before {@link #settle}, or does it again the next time.
   */
  public record Done(CommittedRun run, RolledUp rolled) {}

  /** What is to be rolled up: the log after a position that an earlier roll-up reached. */
  private record Due(StreamTimeline timeline, LogRange range, Lsn after, int segmentBytes) {}

  /** Makes one roll-up of a source, if one is due. */
  public Optional<Done> next(SourceName source, DedupScope scope) {
    StagedFrames staged = StagedFrames.list(staging, source);
    for (StreamTimeline timeline : staged.timelines(source)) {
      try {
        Optional<Due> due = due(timeline, staged);
        if (due.isPresent()) {
          return Optional.of(make(due.get(), staged, scope));
        }
      } catch (BackstayException e) {
        if (e.code() == ErrorCode.OBJECT_CORRUPT) {
          removeDamaged(timeline, staged);
        }
        throw e;
      }
    }
    return Optional.empty();
  }

  /** A frame that is not whole goes: a good one comes from a destination or from the server. */
  private void removeDamaged(StreamTimeline timeline, StagedFrames staged) {
    var codec = new FrameCodec(vault.vault());
    for (StagedFrames.Stored stored : staged.frames(timeline)) {
      FrameName frame = stored.name();
      try {
        var _ = codec.open(frame, staging.read(frame.blob()));
      } catch (BackstayException e) {
        if (e.code() == ErrorCode.OBJECT_MISSING) {
          continue; // it was cleaned away since it was listed
        }
        if (e.code() != ErrorCode.OBJECT_CORRUPT) {
          throw e;
        }
        LOG.log(
            Logger.Level.ERROR,
            "frame damaged in staging frame={0}: it was removed, and is brought back or captured"
                + " again",
            frame);
        staging.delete(frame.blob());
      }
    }
  }

  /** Records a roll-up that is told for certain: the next one begins behind it. */
  public void settle(Done done) {
    done.rolled().write(staging);
  }

  private Optional<Due> due(StreamTimeline timeline, StagedFrames staged) {
    List<RolledUp> before = history.of(timeline);
    Lsn reached = before.isEmpty() ? Lsn.ZERO : before.getLast().range().to();
    List<StagedFrames.Stored> waiting =
        staged.frames(timeline).stream()
            .filter(stored -> stored.name().end().isAfter(reached))
            .toList();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    int segmentBytes = segmentSizes.of(waiting.getFirst().name());
    for (LogRange held : staged.coverage(timeline).ranges()) {
      Optional<LogRange> range = range(timeline, held, reached, segmentBytes);
      if (range.isPresent()
          && isDue(range.get(), reached, waiting)
          && isSettled(timeline, reached, held.from(), waiting)) {
        Lsn after = reached.max(range.get().from());
        return Optional.of(new Due(timeline, range.get(), after, segmentBytes));
      }
    }
    return Optional.empty();
  }

  /** The part of a range that a roll-up can hold: whole segments but the last, and new log. */
  private static Optional<LogRange> range(
      StreamTimeline timeline, LogRange held, Lsn reached, int segmentBytes) {
    if (!held.to().isAfter(reached)) {
      return Optional.empty();
    }
    Lsn wanted = held.from().max(WalSegment.at(timeline.timeline(), reached, segmentBytes).start());
    WalSegment first = WalSegment.at(timeline.timeline(), wanted, segmentBytes);
    Lsn from = first.start().equals(wanted) ? wanted : first.end();
    if (!held.to().isAfter(from)) {
      return Optional.empty(); // the end of a segment whose beginning is lost
    }
    return Optional.of(new LogRange(from, held.to().min(from.plus(MAX_BYTES))));
  }

  private boolean isDue(LogRange range, Lsn reached, List<StagedFrames.Stored> waiting) {
    if (range.to().minus(reached.max(range.from())) >= setting.bytes()
        || waiting.size() >= MANY_FRAMES) {
      return true;
    }
    Instant oldest = setting.clock().instant().minus(setting.age());
    return waiting.stream()
        .anyMatch(
            stored -> range.overlaps(stored.name().range()) && !stored.modified().isAfter(oldest));
  }

  /**
   * Whether nothing can come any more between two pieces of log: because it is known to be lost, or
   * because it did not come for long.
   */
  private boolean isSettled(
      StreamTimeline timeline, Lsn reached, Lsn from, List<StagedFrames.Stored> waiting) {
    if (reached.equals(Lsn.ZERO) || !from.isAfter(reached)) {
      return true;
    }
    var hole = new LogRange(reached, from);
    Instant longAgo = setting.clock().instant().minus(HOLE_PATIENCE);
    return KnownGap.list(staging, timeline.source()).stream()
            .anyMatch(gap ->
                gap.timeline().system().equals(timeline.system()) && gap.range().overlaps(hole))
        || waiting.stream()
            .anyMatch(stored ->
                !stored.name().start().isBefore(from) && stored.modified().isBefore(longAgo));
  }

  private Done make(Due due, StagedFrames staged, DedupScope scope) {
    StreamTimeline timeline = due.timeline();
    var order =
        new RunOrder(
            id(timeline, due.after()),
            1,
            timeline.source(),
            BackupKind.WAL,
            setting.worker(),
            scope);
    var work =
        new RollUpWork(
            vault.vault(),
            order,
            setting.hostname(),
            setting.clock(),
            new RollUpWork.Content(timeline, due.range(), due.segmentBytes(), staged));
    CommittedRun run = vault.run(order, RunListener.NONE, work);
    return new Done(run, rolled(run, timeline));
  }

  /** What a run holds that was perhaps committed by somebody else, who came further or less far. */
  private static RolledUp rolled(CommittedRun run, StreamTimeline timeline) {
    List<String> tags = run.manifest().facts().tags();
    WalRange held =
        WalRange.of(tags)
            .orElseThrow(() ->
                new BackstayException(
                    ErrorCode.INTERNAL,
                    "the roll-up %s does not say what it holds; its frames are kept"
                        .formatted(run.commit().backup())));
    var range = new LogRange(new Lsn(held.from().value()), new Lsn(held.to().value()));
    return new RolledUp(timeline, range, run.commit().backup(), LogTime.of(held, tags));
  }

  /** The run that holds the log after a position. */
  static BackupId id(StreamTimeline timeline, Lsn after) {
    return BackupId.rollUp(
        timeline.source(),
        new SystemIdentifier(timeline.system().toString()),
        timeline.timeline(),
        new StreamPosition(after.value()));
  }
}
