package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The frames that one store, staging or a destination, listed at an instant. What else lies there
 * is passed over. A frame costs some hundred bytes of memory.
 */
public final class StagedFrames {
  /** Nothing was listed. */
  static final StagedFrames EMPTY = new StagedFrames();

  private final NavigableMap<StreamTimeline, NavigableMap<FrameName, Stored>> frames =
      new TreeMap<>();
  private final Set<StreamTimeline> histories = new HashSet<>();

  private StagedFrames() {}

  /**
   * A frame as it was listed.
   *
   * @param bytes of the object
   */
  public record Stored(FrameName name, long bytes, Instant modified) {}

  /** Lists all streams. */
  public static StagedFrames list(BlobStore store) {
    return list(store, StreamTimeline.ROOT);
  }

  /** Lists the stream of a source. */
  public static StagedFrames list(BlobStore store, SourceName source) {
    return list(store, StreamTimeline.folder(source));
  }

  private static StagedFrames list(BlobStore store, String prefix) {
    var listed = new StagedFrames();
    store.list(prefix, listed::add);
    return listed;
  }

  private void add(BlobStat stat) {
    Optional<FrameName> frame = FrameName.of(stat.name());
    if (frame.isPresent()) {
      frames
          .computeIfAbsent(frame.get().timeline(), _ -> new TreeMap<>())
          .put(frame.get(), new Stored(frame.get(), stat.size(), stat.modified()));
      return;
    }
    StreamTimeline.of(stat.name())
        .filter(timeline -> timeline.history().equals(stat.name()))
        .ifPresent(histories::add);
  }

  /** The timelines of a source of which there is anything, in their order. */
  public NavigableSet<StreamTimeline> timelines(SourceName source) {
    NavigableSet<StreamTimeline> timelines = new TreeSet<>();
    for (StreamTimeline timeline : frames.keySet()) {
      if (timeline.source().equals(source)) {
        timelines.add(timeline);
      }
    }
    histories.stream().filter(timeline -> timeline.source().equals(source)).forEach(timelines::add);
    return timelines;
  }

  /** Every timeline of which there is anything, in their order. */
  public NavigableSet<StreamTimeline> timelines() {
    NavigableSet<StreamTimeline> timelines = new TreeSet<>(frames.keySet());
    timelines.addAll(histories);
    return timelines;
  }

  /** The frames of a timeline by their start, the longest first. */
  public List<Stored> frames(StreamTimeline timeline) {
    return List.copyOf(frames.getOrDefault(timeline, new TreeMap<>()).values());
  }

  /** Whether the history file of a timeline is there. */
  public boolean hasHistory(StreamTimeline timeline) {
    return histories.contains(timeline);
  }

  /** What the frames of a timeline hold together. */
  public LogCoverage coverage(StreamTimeline timeline) {
    return LogCoverage.of(frames(timeline).stream().map(stored -> stored.name().range()).toList());
  }

  /** What all frames of a source take in the store. */
  public long bytes(SourceName source) {
    return timelines(source).stream()
        .flatMap(timeline -> frames(timeline).stream())
        .mapToLong(Stored::bytes)
        .sum();
  }

  /**
   * The pieces of frames that make up a range, in order and each byte once. Fails with {@code
   * OBJECT_MISSING} where they do not.
   */
  public List<Piece> pieces(StreamTimeline timeline, LogRange range) {
    List<Piece> pieces = new ArrayList<>();
    List<Stored> stored = frames(timeline);
    Lsn at = range.from();
    int next = 0;
    while (at.compareTo(range.to()) < 0) {
      FrameName furthest = null;
      while (next < stored.size() && stored.get(next).name().start().compareTo(at) <= 0) {
        FrameName frame = stored.get(next).name();
        if (furthest == null || frame.end().compareTo(furthest.end()) > 0) {
          furthest = frame;
        }
        next++;
      }
      if (furthest == null || furthest.end().compareTo(at) <= 0) {
        throw new BackstayException(
            ErrorCode.OBJECT_MISSING,
            "no frame of %s holds the log at %s; what is stored was left alone"
                .formatted(timeline, at));
      }
      Lsn to = furthest.end().compareTo(range.to()) < 0 ? furthest.end() : range.to();
      pieces.add(new Piece(furthest, new LogRange(at, to)));
      at = to;
    }
    return pieces;
  }

  /** A part of a frame. */
  public record Piece(FrameName frame, LogRange part) {}
}
