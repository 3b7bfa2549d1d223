package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.store.BlobName;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a frame: the piece of log that it holds. Frames of one name hold the same log.
 *
 * <pre>
 * name = folder "/" start "-" length     start: 16 hexadecimal digits, length: 8
 * </pre>
 *
 * <p>Ordered by timeline and start, the longest first.
 */
public record FrameName(StreamTimeline timeline, Lsn start, int length)
    implements Comparable<FrameName> {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{8})");
  private static final int HEX = 16;
  private static final Comparator<FrameName> ORDER =
      Comparator.comparing(FrameName::timeline)
          .thenComparing(FrameName::start)
          .thenComparing(Comparator.comparingInt(FrameName::length).reversed());

  public FrameName {
    if (length < 1) {
      throw new IllegalArgumentException("a frame of " + length + " bytes");
    }
  }

  /** The first position after it. */
  public Lsn end() {
    return start.plus(length);
  }

  /** What it holds. */
  public LogRange range() {
    return new LogRange(start, end());
  }

  /** Its name in a store. */
  public BlobName blob() {
    return BlobName.of(
        timeline.folder() + "/" + start.hex16() + "-" + HexFormat.of().toHexDigits(length));
  }

  /** The frame of that name, if it is one. */
  public static Optional<FrameName> of(BlobName name) {
    Matcher form = FORM.matcher(name.lastSegment());
    if (!form.matches()) {
      return Optional.empty();
    }
    int length = Integer.parseUnsignedInt(form.group(2), HEX);
    if (length < 1) {
      return Optional.empty();
    }
    Lsn start = new Lsn(Long.parseUnsignedLong(form.group(1), HEX));
    return StreamTimeline.of(name).map(timeline -> new FrameName(timeline, start, length));
  }

  @Override
  public int compareTo(FrameName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return blob().value();
  }
}
