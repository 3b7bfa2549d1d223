package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The history files of a stream's timelines in one store. Remembers those it read: they never
 * change. Confined to one thread.
 */
public final class StreamHistories {
  private final BlobStore store;
  private final FrameCodec codec;
  private final Map<StreamTimeline, byte[]> known = new HashMap<>();

  /**
   * @param vault whose key sealed them
   */
  public StreamHistories(BlobStore store, Vault vault) {
    this.store = store;
    this.codec = new FrameCodec(vault);
  }

  /** The text of a timeline's history file, if it is there. */
  public Optional<byte[]> text(StreamTimeline timeline) {
    byte[] text = known.get(timeline);
    if (text == null) {
      if (store.stat(timeline.history()).isEmpty()) {
        return Optional.empty();
      }
      text = codec.openHistory(timeline, store.read(timeline.history()));
      known.put(timeline, text);
    }
    return Optional.of(text.clone());
  }

  /** Stores a history file, unless it is there. */
  public void put(StreamTimeline timeline, byte[] text) {
    if (text(timeline).isEmpty()) {
      var _ =
          store.put(timeline.history(), Payload.of(codec.sealHistory(text)), PutOptions.REPLACE);
    }
  }

  /** A timeline with those it branched off from, as far as they are known. */
  public TimelineHistory of(StreamTimeline timeline) {
    return text(timeline)
        .map(text ->
            TimelineHistory.parse(timeline.timeline(), new String(text, StandardCharsets.UTF_8)))
        .orElse(TimelineHistory.ofFirst(timeline.timeline()));
  }

  /**
   * What is held of a timeline and those it branched off from. Their positions are one line: what
   * lies before a branch is the same log on both sides of it.
   *
   * @param held what is held of each timeline
   */
  public static LogCoverage coverage(TimelineHistory history, IntFunction<LogCoverage> held) {
    List<LogRange> pieces = new ArrayList<>(held.apply(history.timeline()).ranges());
    for (TimelineHistory.Ancestor ancestor : history.ancestors()) {
      for (LogRange range : held.apply(ancestor.timeline()).ranges()) {
        if (range.from().isBefore(ancestor.end())) {
          pieces.add(new LogRange(range.from(), range.to().min(ancestor.end())));
        }
      }
    }
    return LogCoverage.of(pieces);
  }
}
