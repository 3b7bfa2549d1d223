package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps frames few: removes from staging what is rolled up and held by every destination of its
 * source, as a frame or in a published roll-up. A destination that lags far behind no longer holds
 * frames back once another one has published their roll-up: it gets that one. Confined to one
 * thread.
 */
public final class FrameCleaning {
  /** A destination that was away for longer catches up by roll-ups. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** Uploaders read the records of roll-ups to remove frames at their destinations. */
  private static final Duration RECORDS = Duration.ofHours(6);

  /** Even when some destination never publishes it. */
  private static final Duration RECORDS_AT_MOST = Duration.ofDays(7);

  /** A destination that is filled anew has published nothing; seldom enough to cost little. */
  private static final Duration PUBLISHED = Duration.ofMinutes(5);

  private final BlobStore staging;
  private final SegmentSizes segmentSizes;
  private final RollUpHistory history;
  private final InstantSource clock;
  private Instant asked = Instant.EPOCH;

  /**
   * @param vault in staging
   */
  public FrameCleaning(Vault vault, InstantSource clock) {
    this.staging = vault.store();
    this.segmentSizes = new SegmentSizes(vault);
    this.history = new RollUpHistory(staging);
    this.clock = clock;
  }

  /**
   * Cleans the frames of a source once; how many went. Nothing goes while no destination is named.
   */
  public int run(SourceName source, Set<DestinationName> destinations) {
    StagedFrames staged = StagedFrames.list(staging, source);
    NavigableSet<StreamTimeline> timelines = staged.timelines(source);
    if (destinations.isEmpty() || timelines.isEmpty()) {
      return 0;
    }
    if (!asked.plus(PUBLISHED).isAfter(clock.instant())) {
      history.forgetPublished();
      asked = clock.instant();
    }
    Map<DestinationName, StreamMark> marks = StreamMark.readAll(staging, destinations, source);
    Optional<StreamTimeline> newest = newest(staged, timelines);
    int removed = 0;
    for (StreamTimeline timeline : timelines) {
      boolean grows = newest.equals(Optional.of(timeline));
      View view = view(timeline, grows, destinations, marks);
      if (!view.rolled().isEmpty()) {
        removed += frames(view, staged);
        records(view, destinations);
      }
    }
    return removed;
  }

  /** A history file comes before the last frames of the timeline that it ends. */
  private static Optional<StreamTimeline> newest(
      StagedFrames staged, NavigableSet<StreamTimeline> timelines) {
    return timelines.descendingSet().stream()
        .filter(timeline -> !staged.frames(timeline).isEmpty())
        .findFirst();
  }

  /**
   * A timeline as it is when it is cleaned.
   *
   * @param all what is rolled up
   * @param published what of that each destination has published
   * @param held what each destination holds, in frames or roll-ups
   */
  private record View(
      StreamTimeline timeline,
      boolean newest,
      List<RolledUp> rolled,
      LogCoverage all,
      List<LogCoverage> published,
      List<LogCoverage> held) {}

  private View view(
      StreamTimeline timeline,
      boolean newest,
      Set<DestinationName> destinations,
      Map<DestinationName, StreamMark> marks) {
    List<RolledUp> rolled = history.of(timeline);
    List<LogCoverage> published = new ArrayList<>();
    List<LogCoverage> held = new ArrayList<>();
    for (DestinationName destination : destinations) {
      LogCoverage there =
          LogCoverage.of(
              rolled.stream()
                  .filter(each -> history.isPublished(each, destination))
                  .map(RolledUp::range)
                  .toList());
      published.add(there);
      held.add(
          there.plus(
              Optional.ofNullable(marks.get(destination))
                  .filter(mark -> isOf(mark, timeline))
                  .map(mark -> new LogCoverage(List.of(mark.range())))
                  .orElse(LogCoverage.NOTHING)));
    }
    LogCoverage all = LogCoverage.of(rolled.stream().map(RolledUp::range).toList());
    return new View(timeline, newest, rolled, all, published, held);
  }

  private static boolean isOf(StreamMark mark, StreamTimeline timeline) {
    return mark.system().equals(timeline.system()) && mark.timeline() == timeline.timeline();
  }

  private int frames(View view, StagedFrames staged) {
    int removed = 0;
    List<StagedFrames.Stored> frames = staged.frames(view.timeline());
    if (frames.isEmpty()) {
      return 0;
    }
    Lsn bound = bound(view, frames);
    for (StagedFrames.Stored stored : frames) {
      if (!stored.name().end().isAfter(bound) && mayGo(view, stored)) {
        staging.delete(stored.name().blob());
        removed++;
      }
    }
    return removed;
  }

  /**
   * The next roll-up begins where the last segment does, unless the timeline has ended and all of
   * it is rolled up.
   */
  private Lsn bound(View view, List<StagedFrames.Stored> frames) {
    Lsn reached = view.rolled().getLast().range().to();
    boolean complete =
        !view.newest() && frames.stream().noneMatch(stored -> stored.name().end().isAfter(reached));
    if (complete) {
      return reached;
    }
    FrameName any = frames.getFirst().name();
    return WalSegment.at(view.timeline().timeline(), reached, segmentSizes.of(any)).start();
  }

  private boolean mayGo(View view, StagedFrames.Stored stored) {
    LogRange range = stored.name().range();
    if (!view.all().covers(range)) {
      return false;
    }
    boolean lags = stored.modified().isBefore(clock.instant().minus(PATIENCE));
    return view.held().stream().allMatch(held -> held.covers(range))
        || (lags && view.published().stream().anyMatch(there -> there.covers(range)));
  }

  /** The last record of a timeline stays: the next roll-up begins behind it. */
  private void records(View view, Set<DestinationName> destinations) {
    Instant now = clock.instant();
    List<RolledUp> older = view.rolled().subList(0, view.rolled().size() - 1);
    for (RolledUp rolled : older) {
      boolean everywhere =
          destinations.stream().allMatch(destination -> history.isPublished(rolled, destination));
      if ((everywhere && rolled.time().until().isBefore(now.minus(RECORDS)))
          || rolled.time().until().isBefore(now.minus(RECORDS_AT_MOST))) {
        history.remove(rolled);
      }
    }
  }
}
