package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.store.BlobStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was captured of a source so far: in frames or roll-ups in staging, or known by the mark of a
 * destination alone.
 */
public final class CapturedLog {
  private final Map<Integer, LogCoverage> staged;
  private final Map<Integer, LogCoverage> held;

  private CapturedLog(Map<Integer, LogCoverage> staged, Map<Integer, LogCoverage> held) {
    this.staged = Map.copyOf(staged);
    this.held = Map.copyOf(held);
  }

  /** What staging and the marks of destinations tell of a cluster. */
  public static CapturedLog read(
      BlobStore staging,
      SourceName source,
      SystemId system,
      Collection<DestinationName> destinations) {
    StagedFrames frames = StagedFrames.list(staging, source);
    var rolledUp = new RollUpHistory(staging);
    Map<Integer, LogCoverage> staged = new HashMap<>();
    for (StreamTimeline timeline : frames.timelines(source)) {
      if (timeline.system().equals(system)) {
        List<LogRange> pieces = new ArrayList<>(frames.coverage(timeline).ranges());
        rolledUp.of(timeline).forEach(rolled -> pieces.add(rolled.range()));
        staged.put(timeline.timeline(), LogCoverage.of(pieces));
      }
    }
    Map<Integer, LogCoverage> held = new HashMap<>(staged);
    StreamMark.readAll(staging, destinations, source).values().stream()
        .filter(mark -> mark.system().equals(system))
        .forEach(mark ->
            held.merge(mark.timeline(), new LogCoverage(List.of(mark.range())), LogCoverage::plus));
    return new CapturedLog(staged, held);
  }

  /** The newest timeline of which there is anything. */
  public OptionalInt newestTimeline() {
    return held.entrySet().stream()
        .filter(entry -> !entry.getValue().ranges().isEmpty())
        .mapToInt(Map.Entry::getKey)
        .max();
  }

  /** What staging has, for destinations that lack it, of a timeline and its ancestors. */
  public LogCoverage staged(TimelineHistory history) {
    return StreamHistories.coverage(
        history, timeline -> staged.getOrDefault(timeline, LogCoverage.NOTHING));
  }

  /** A place to stream from. */
  public record Place(int timeline, Lsn position) {
    /** Where a position lies on the way to a server's timeline. */
    public static Place on(TimelineHistory server, Lsn position) {
      return new Place(memberAt(server, position), position);
    }

    /**
     * Where to go on with a server that may never have been on this timeline: then where what was
     * captured left the newest timeline that both came from. Where none is known, at the oldest of
     * the server's, so that what it no longer has is found out.
     *
     * @param captured of this timeline
     */
    public Place followedBy(TimelineHistory server, TimelineHistory captured) {
      if (server.contains(timeline)) {
        return this;
      }
      for (TimelineHistory.Ancestor common : captured.ancestors().reversed()) {
        if (server.contains(common.timeline())) {
          return new Place(common.timeline(), position.min(common.end()));
        }
      }
      return server.ancestors().stream()
          .findFirst()
          .map(oldest -> new Place(oldest.timeline(), position.min(oldest.end())))
          .orElse(this);
    }
  }

  private static int memberAt(TimelineHistory history, Lsn position) {
    return history.ancestors().stream()
        .filter(ancestor -> position.isBefore(ancestor.end()))
        .map(TimelineHistory.Ancestor::timeline)
        .findFirst()
        .orElse(history.timeline());
  }

  /**
   * Where the capture goes on. Where a slot kept the log: behind what staging has without a hole
   * from there on, since destinations may lack that. Where none did, or the slot was made only
   * after the capture had ended: behind the newest that was captured at all. Nothing where nothing
   * was.
   *
   * @param history of the newest timeline of which there is anything
   * @param kept from where on the slot has kept the log, if there was one
   */
  public Optional<Place> end(TimelineHistory history, Optional<Lsn> kept, int segmentBytes) {
    if (newestTimeline().isEmpty()) {
      return Optional.empty();
    }
    Optional<Lsn> newest =
        StreamHistories.coverage(
                history, timeline -> held.getOrDefault(timeline, LogCoverage.NOTHING))
            .newest()
            .map(LogRange::to);
    Optional<Lsn> reached =
        kept.filter(from -> newest.isPresent() && !newest.get().isBefore(from))
            .map(from -> staged(history).around(from).map(LogRange::to).orElse(from));
    return reached
        .or(() -> newest)
        .or(() -> kept)
        .map(position -> place(history, position, segmentBytes));
  }

  /**
   * The timeline that goes on at a position; from the beginning of the segment, where it has none
   * of its own before: its first segment repeats what it branched off from.
   */
  private Place place(TimelineHistory history, Lsn position, int segmentBytes) {
    int timeline = memberAt(history, position);
    boolean begun = held.getOrDefault(timeline, LogCoverage.NOTHING).around(position).isPresent();
    return new Place(
        timeline, begun ? position : WalSegment.at(timeline, position, segmentBytes).start());
  }
}
