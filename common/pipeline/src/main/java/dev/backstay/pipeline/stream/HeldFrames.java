package dev.backstay.pipeline.stream;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a destination is known to hold of the stream of one source: its own frames, and published
 * roll-ups. Confined to one thread.
 */
final class HeldFrames {
  private final Map<StreamTimeline, TreeSet<FrameName>> frames = new HashMap<>();
  private final Map<StreamTimeline, LogCoverage> coverage = new HashMap<>();
  private final Set<StreamTimeline> histories = new HashSet<>();

  /** What a listing of the destination shows. */
  static HeldFrames of(StagedFrames listed) {
    var held = new HeldFrames();
    for (StreamTimeline timeline : listed.timelines()) {
      List<FrameName> names =
          listed.frames(timeline).stream().map(StagedFrames.Stored::name).toList();
      held.frames.put(timeline, new TreeSet<>(names));
      held.coverage.put(timeline, listed.coverage(timeline));
      if (listed.hasHistory(timeline)) {
        held.histories.add(timeline);
      }
    }
    return held;
  }

  /** A frame is there now. */
  void add(FrameName frame) {
    frames.computeIfAbsent(frame.timeline(), _ -> new TreeSet<>()).add(frame);
    coverage.merge(frame.timeline(), new LogCoverage(List.of(frame.range())), LogCoverage::plus);
  }

  /** A history file is there now. */
  void addHistory(StreamTimeline timeline) {
    histories.add(timeline);
  }

  boolean hasHistory(StreamTimeline timeline) {
    return histories.contains(timeline);
  }

  /** What is held by roll-ups, or was told before. */
  void add(StreamTimeline timeline, LogCoverage more) {
    coverage.put(timeline, coverage(timeline).plus(more));
  }

  /** Whether all that a frame holds is there. */
  boolean covers(FrameName frame) {
    return coverage(frame.timeline()).covers(frame.range());
  }

  LogCoverage coverage(StreamTimeline timeline) {
    return coverage.getOrDefault(timeline, LogCoverage.NOTHING);
  }

  /** The timelines of which anything is held. */
  Collection<StreamTimeline> timelines() {
    return coverage.entrySet().stream()
        .filter(entry -> !entry.getValue().ranges().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The frames that hold nothing else. */
  List<FrameName> framesIn(StreamTimeline timeline, LogCoverage other) {
    return frames.getOrDefault(timeline, new TreeSet<>()).stream()
        .filter(frame -> other.covers(frame.range()))
        .toList();
  }

  /** The frame that ends last, if there is any. */
  Optional<FrameName> newest(StreamTimeline timeline) {
    return frames.getOrDefault(timeline, new TreeSet<>()).stream()
        .max(Comparator.comparing(FrameName::end));
  }

  /** The frames of a timeline. */
  List<FrameName> frames(StreamTimeline timeline) {
    return List.copyOf(frames.getOrDefault(timeline, new TreeSet<>()));
  }

  /** A frame is there and is not whole: what it alone holds is not held. */
  void discount(FrameName frame) {
    forget(frame);
    List<LogRange> others =
        frames(frame.timeline()).stream()
            .map(FrameName::range)
            .filter(range -> range.overlaps(frame.range()))
            .toList();
    LogCoverage left = coverage(frame.timeline()).minus(frame.range());
    coverage.put(frame.timeline(), left.plus(LogCoverage.of(others)));
  }

  /** A frame is not there any more; what it held is held by a roll-up. */
  void forget(FrameName frame) {
    frames.getOrDefault(frame.timeline(), new TreeSet<>()).remove(frame);
  }
}
