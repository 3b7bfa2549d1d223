package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.store.BlobName;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One timeline of one cluster in the stream of a source: where its frames lie.
 *
 * <pre>
 * folder  = "backstay/streams/" source "/" system "/" timeline     timeline: 8 hexadecimal digits
 * history = folder "/history"                                       sealed text of the history file
 * </pre>
 */
public record StreamTimeline(SourceName source, SystemId system, int timeline)
    implements Comparable<StreamTimeline> {
  /** Where all frames lie. */
  public static final String ROOT = "backstay/streams";

  private static final Comparator<StreamTimeline> ORDER =
      Comparator.comparing(StreamTimeline::source)
          .thenComparing(place -> place.system().toString())
          .thenComparingInt(StreamTimeline::timeline);

  private static final int DEPTH = 6;
  private static final int HEX = 16;
  private static final String HISTORY = "history";

  public StreamTimeline {
    if (timeline < 1) {
      throw new IllegalArgumentException("timelines count from 1, not " + timeline);
    }
  }

  /** Where the frames of a source lie. */
  public static String folder(SourceName source) {
    return ROOT + "/" + source;
  }

  /** Where its frames lie. */
  public String folder() {
    return folder(source) + "/" + key();
  }

  /** Cluster and timeline as part of a name. */
  String key() {
    return system + "/" + HexFormat.of().toHexDigits(timeline);
  }

  /** Its history file: how it branched off; the first timeline has none. */
  public BlobName history() {
    return BlobName.of(folder() + "/" + HISTORY);
  }

  /** The timeline to which an object belongs, if it is one of a stream. */
  public static Optional<StreamTimeline> of(BlobName name) {
    String[] parts = name.value().split("/", -1);
    if (parts.length != DEPTH || !name.value().startsWith(ROOT + "/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StreamTimeline(
              new SourceName(parts[2]),
              SystemId.parse(parts[3]),
              Integer.parseUnsignedInt(parts[4], HEX)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // something else put it there
    }
  }

  /** The same cluster's other timeline. */
  public StreamTimeline at(int other) {
    return new StreamTimeline(source, system, other);
  }

  @Override
  public int compareTo(StreamTimeline other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return source + " (system " + system + ", timeline " + timeline + ")";
  }
}
