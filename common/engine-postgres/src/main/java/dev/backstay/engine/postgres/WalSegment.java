package dev.backstay.engine.postgres;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One file of the write-ahead log.
 *
 * @param timeline the history it belongs to
 * @param number how many segments come before it since the log began
 * @param bytes its size: a power of two from 1 MiB to 1 GiB
 */
public record WalSegment(int timeline, long number, int bytes) implements Comparable<WalSegment> {
  private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
  private static final int MIN_BYTES = 1 << 20;

  public WalSegment {
    if (bytes < MIN_BYTES || Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("no size of a segment: " + bytes);
    }
    if (timeline < 1 || number < 0) {
      throw new IllegalArgumentException("no segment: " + timeline + ", " + number);
    }
  }

  /** The segment that holds the byte at a position. */
  public static WalSegment at(int timeline, Lsn position, int bytes) {
    return new WalSegment(timeline, Long.divideUnsigned(position.value(), bytes), bytes);
  }

  /**
   * The segment that holds the byte before a position: for the end of a range, which belongs to the
   * next segment when it lies on a border.
   */
  public static WalSegment endingAt(int timeline, Lsn end, int bytes) {
    return at(timeline, end.plus(-1), bytes);
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The segment of that name, where segments have that size. */
  public static WalSegment parse(String name, int bytes) {
    if (!isName(name)) {
      throw new IllegalArgumentException("'" + name + "' is no name of a WAL segment");
    }
    long high = HexFormat.fromHexDigitsToLong(name, 8, 16);
    long low = HexFormat.fromHexDigitsToLong(name, 16, 24);
    return new WalSegment(HexFormat.fromHexDigits(name, 0, 8), high * perHigh(bytes) + low, bytes);
  }

  /** 24 hexadecimal digits. */
  public String name() {
    long perHigh = perHigh(bytes);
    return String.format(Locale.ROOT, "%08X%08X%08X", timeline, number / perHigh, number % perHigh);
  }

  public Lsn start() {
    return new Lsn(number * bytes);
  }

  /** Where the next one starts. */
  public Lsn end() {
    return start().plus(bytes);
  }

  public WalSegment next() {
    return new WalSegment(timeline, number + 1, bytes);
  }

  public boolean contains(Lsn position) {
    return !position.isBefore(start()) && position.isBefore(end());
  }

  /** In the order of timelines, then of positions. */
  @Override
  public int compareTo(WalSegment other) {
    int timelines = Integer.compare(timeline, other.timeline);
    return timelines != 0 ? timelines : start().compareTo(other.start());
  }

  @Override
  public String toString() {
    return name();
  }

  private static long perHigh(int bytes) {
    return (1L << 32) / bytes;
  }
}
