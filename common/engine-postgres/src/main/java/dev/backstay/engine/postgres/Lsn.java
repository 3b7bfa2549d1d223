package dev.backstay.engine.postgres;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log: the number of bytes before it, as an unsigned number. Written
 * as PostgreSQL does: {@code 16/B374D848}.
 */
public record Lsn(long value) implements Comparable<Lsn> {
  /** Where no log is; PostgreSQL's invalid position. */
  public static final Lsn ZERO = new Lsn(0);

  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /** Reads the written form; anything else is an {@link IllegalArgumentException}. */
  public static Lsn parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a position in the log; write for example 16/B374D848");
    }
    long high = HexFormat.fromHexDigitsToLong(matcher.group(1));
    return new Lsn(high << 32 | HexFormat.fromHexDigitsToLong(matcher.group(2)));
  }

  public Lsn plus(long bytes) {
    return new Lsn(value + bytes);
  }

  /** How many bytes lie between; negative when {@code other} is later. */
  public long minus(Lsn other) {
    return value - other.value;
  }

  public boolean isAfter(Lsn other) {
    return compareTo(other) > 0;
  }

  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  public Lsn max(Lsn other) {
    return isAfter(other) ? this : other;
  }

  public Lsn min(Lsn other) {
    return isBefore(other) ? this : other;
  }

  /** Sixteen lower-case hexadecimal digits: sorts as text as it does as a position. */
  public String hex16() {
    return HexFormat.of().toHexDigits(value);
  }

  /** Reads {@link #hex16}. */
  public static Lsn ofHex16(String text) {
    if (text.length() != 16) {
      throw new IllegalArgumentException("'" + text + "' is not sixteen hexadecimal digits");
    }
    return new Lsn(HexFormat.fromHexDigitsToLong(text));
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xFFFFFFFFL);
  }
}
