package dev.backstay.dumper.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.engine.postgres.stream.WalStream;
import dev.backstay.pipeline.stream.FrameWriter;
import dev.backstay.pipeline.stream.StreamTimeline;

/**
 * What the thread that receives a stream and the one that watches it tell each other. Each field
 * has one writer.
 */
final class StreamState {
  private final WalStream stream;
  private final FrameWriter writer;
  private volatile StreamTimeline timeline;
  private volatile TimelineHistory history;
  private volatile Lsn confirmed;
  private volatile boolean holed;

  StreamState(
      WalStream stream,
      FrameWriter writer,
      StreamTimeline timeline,
      TimelineHistory history,
      Lsn confirmed) {
    this.stream = stream;
    this.writer = writer;
    this.timeline = timeline;
    this.history = history;
    this.confirmed = confirmed;
  }

  WalStream stream() {
    return stream;
  }

  FrameWriter writer() {
    return writer;
  }

  StreamTimeline timeline() {
    return timeline;
  }

  TimelineHistory history() {
    return history;
  }

  /** The receiver: another timeline goes on. */
  void switched(StreamTimeline next, TimelineHistory descent) {
    history = descent;
    timeline = next;
  }

  /** Up to where the required destinations hold the log. */
  Lsn confirmed() {
    return confirmed;
  }

  /** The watcher: they hold more. */
  void confirm(Lsn position) {
    confirmed = position;
  }

  /** Whether log is missing that was captured. */
  boolean isHoled() {
    return holed;
  }

  /** The watcher: some is. */
  void tellHole() {
    holed = true;
  }
}
