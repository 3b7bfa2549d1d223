package dev.backstay.contract;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes. Written {@code 512}, {@code 64KiB}, {@code 1.5GiB} or {@code 10MB}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGTP]i?B|B)?");
  private static final String PREFIXES = "KMGTP";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  public static ByteSize ofKibi(long kibi) {
    return new ByteSize(Math.multiplyExact(kibi, 1L << 10));
  }

  public static ByteSize ofMebi(long mebi) {
    return new ByteSize(Math.multiplyExact(mebi, 1L << 20));
  }

  /** Reads the written form; throws {@link IllegalArgumentException} naming the accepted forms. */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write for example 64KiB, 10MB or 1.5GiB");
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = matcher.group(2);
    if (unit == null || unit.equals("B")) {
      return new ByteSize((long) number);
    }
    int power = PREFIXES.indexOf(unit.charAt(0)) + 1;
    double base = unit.contains("i") ? 1024 : 1000;
    return new ByteSize(Math.round(number * Math.pow(base, power)));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** For people: three significant digits and a binary unit. */
  @Override
  public String toString() {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int power = 0;
    while (value >= 1024 && power < PREFIXES.length()) {
      value /= 1024;
      power++;
    }
    String form = value < 10 ? "%.2f %ciB" : value < 100 ? "%.1f %ciB" : "%.0f %ciB";
    return String.format(Locale.ROOT, form, value, PREFIXES.charAt(power - 1));
  }
}
