package dev.backstay.contract.stream;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a stream of changes, counted in bytes and written as PostgreSQL writes its log
 * sequence numbers: two hexadecimal halves, {@code 16/B374D848}.
 *
 * @param value unsigned
 */
public record StreamPosition(long value) implements Comparable<StreamPosition> {
  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
  private static final int HEX = 16;
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  /** Reads what {@link #toString} or a server wrote. */
  public static StreamPosition parse(String text) {
    Matcher halves = FORM.matcher(text);
    if (!halves.matches()) {
      throw new IllegalArgumentException(
          "a position is two hexadecimal numbers of up to 8 digits, as in 16/B374D848");
    }
    long high = Long.parseLong(halves.group(1), HEX);
    return new StreamPosition(high << Integer.SIZE | Long.parseLong(halves.group(2), HEX));
  }

  /** How many bytes of the stream lie between an earlier position and this one. */
  public long minus(StreamPosition earlier) {
    return value - earlier.value;
  }

  public boolean isBefore(StreamPosition other) {
    return compareTo(other) < 0;
  }

  /** The later of two. */
  public StreamPosition max(StreamPosition other) {
    return isBefore(other) ? other : this;
  }

  @Override
  public int compareTo(StreamPosition other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%X/%X", value >>> Integer.SIZE, value & LOW_HALF);
  }
}
