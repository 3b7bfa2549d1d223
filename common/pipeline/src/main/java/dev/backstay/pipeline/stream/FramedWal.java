package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log that a store, usually a destination, holds in frames: what lies behind its last roll-up.
 * Listed once when it is made. Any number of threads may read.
 *
 * <p>At a destination in use, a roll-up takes the place of frames at any time: make this before
 * snapshots are listed, so that what is in neither listing is nowhere; where reading then fails
 * with {@code OBJECT_MISSING}, a newer roll-up holds that log.
 */
public final class FramedWal {
  private final BlobStore store;
  private final Vault vault;
  private final FrameCodec codec;
  private final StagedFrames listed;

  private FramedWal(BlobStore store, Vault vault) {
    this.store = store;
    this.vault = vault;
    this.codec = new FrameCodec(vault);
    this.listed = StagedFrames.list(store);
  }

  /** What a store holds, sealed by the keys of a vault, which may be in another store. */
  public static FramedWal in(BlobStore store, Vault vault) {
    return new FramedWal(store, vault);
  }

  /**
   * A range of log that is held without a gap.
   *
   * @param timeline of the source that captured it; two sources may have captured one cluster
   */
  public record Held(StreamTimeline timeline, LogRange range) {}

  /** Everything that is held, by timelines and positions. */
  public List<Held> ranges() {
    List<Held> ranges = new ArrayList<>();
    for (StreamTimeline timeline : listed.timelines()) {
      for (LogRange range : listed.coverage(timeline).ranges()) {
        ranges.add(new Held(timeline, range));
      }
    }
    return ranges;
  }

  /** What is held of a cluster's timeline, by whichever source. */
  public LogCoverage coverage(SystemId system, int timeline) {
    return listed.timelines().stream()
        .filter(each -> each.system().equals(system) && each.timeline() == timeline)
        .map(listed::coverage)
        .reduce(LogCoverage.NOTHING, LogCoverage::plus);
  }

  /** The length of a segment file of the cluster; fails for a range that is not held. */
  public int segmentBytes(Held held) {
    return header(held, held.range().from()).segmentBytes();
  }

  /** By the server's clock, when it sent the newest byte of a range. */
  public Instant until(Held held) {
    return header(held, held.range().to().plus(-1)).time().until();
  }

  private FrameHeader header(Held held, Lsn position) {
    StagedFrames.Piece piece =
        listed.pieces(held.timeline(), new LogRange(position, position.plus(1))).getFirst();
    return codec.open(piece.frame(), store.read(piece.frame().blob())).header();
  }

  /**
   * When the server had sent which position, frame by frame: a coarse clock of the log, to choose
   * positions by time. Opens every frame of the range.
   */
  public NavigableMap<Lsn, Instant> times(Held held) {
    NavigableMap<Lsn, Instant> times = new TreeMap<>();
    for (StagedFrames.Piece piece : listed.pieces(held.timeline(), held.range())) {
      Frame frame = codec.open(piece.frame(), store.read(piece.frame().blob()));
      times.put(piece.part().to(), frame.header().time().until());
    }
    return times;
  }

  /** The log of a part of a held range, each byte once; one frame at a time is in memory. */
  public InputStream open(StreamTimeline timeline, LogRange part) {
    return FrameStream.open(store, vault, listed, timeline, part);
  }

  /** The texts of the history files that are held of a cluster, by their timelines. */
  public Map<Integer, byte[]> histories(SystemId system) {
    var histories = new StreamHistories(store, vault);
    Map<Integer, byte[]> texts = new TreeMap<>(Comparator.naturalOrder());
    for (StreamTimeline timeline : listed.timelines()) {
      if (timeline.system().equals(system)) {
        Optional<byte[]> text = histories.text(timeline);
        text.ifPresent(found -> texts.put(timeline.timeline(), found));
      }
    }
    return texts;
  }
}
