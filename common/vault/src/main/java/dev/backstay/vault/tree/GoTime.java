package dev.backstay.vault.tree;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as Go prints them (RFC 3339 with as many digits of the second as it takes), always in
 * UTC; read with any offset. Years before 0 and after 9999 are brought to that bound, as restic
 * does, since the format has four digits for them.
 */
final class GoTime {
  /** Go's zero time: what a node without a time has. */
  static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  private static final int SECONDS_END = "2006-01-02T15:04:05".length();
  private static final int OFFSET_LENGTH = "+07:00".length();
  private static final int NANO_DIGITS = 9;

  private GoTime() {}

  static void write(Instant instant, JsonBytes out) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    digits(Math.clamp(time.getYear(), 0, 9999), 4, out);
    out.raw('-');
    digits(time.getMonthValue(), 2, out);
    out.raw('-');
    digits(time.getDayOfMonth(), 2, out);
    out.raw('T');
    digits(time.getHour(), 2, out);
    out.raw(':');
    digits(time.getMinute(), 2, out);
    out.raw(':');
    digits(time.getSecond(), 2, out);
    int nano = time.getNano();
    if (nano != 0) {
      int count = NANO_DIGITS;
      while (nano % 10 == 0) {
        nano /= 10;
        count--;
      }
      out.raw('.');
      digits(nano, count, out);
    }
    out.raw('Z');
  }

  /** Throws {@link IllegalArgumentException} for anything that is not an RFC 3339 time. */
  static Instant parse(String text) {
    try {
      return new Reader(text).read();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no such time", e);
    }
  }

  private static void digits(int value, int count, JsonBytes out) {
    int divisor = 1;
    for (int i = 1; i < count; i++) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      out.raw((char) ('0' + value / divisor % 10));
    }
  }

  /** Reads one time from its text. */
  private record Reader(String text) {
    Instant read() {
      require(text.length() > SECONDS_END);
      separators();
      LocalDateTime time =
          LocalDateTime.of(
              number(0, 4),
              number(5, 2),
              number(8, 2),
              number(11, 2),
              number(14, 2),
              number(17, 2));
      int at = SECONDS_END;
      long nano = 0;
      if (text.charAt(at) == '.') {
        int start = ++at;
        while (at < text.length() && isDigit(at)) {
          nano = at - start < NANO_DIGITS ? 10 * nano + (text.charAt(at) - '0') : nano;
          at++;
        }
        require(at > start);
        for (int count = at - start; count < NANO_DIGITS; count++) {
          nano *= 10;
        }
      }
      return Instant.ofEpochSecond(time.toEpochSecond(ZoneOffset.UTC) - offset(at), nano);
    }

    private void separators() {
      require(text.charAt(4) == '-' && text.charAt(7) == '-' && text.charAt(10) == 'T');
      require(text.charAt(13) == ':' && text.charAt(16) == ':');
    }

    private int offset(int at) {
      require(at < text.length());
      char sign = text.charAt(at);
      if (sign == 'Z') {
        require(text.length() == at + 1);
        return 0;
      }
      require(sign == '+' || sign == '-');
      require(text.length() == at + OFFSET_LENGTH && text.charAt(at + 3) == ':');
      int hours = number(at + 1, 2);
      int minutes = number(at + 4, 2);
      require(hours <= 24 && minutes < 60);
      int seconds = 3600 * hours + 60 * minutes;
      return sign == '+' ? seconds : -seconds;
    }

    private int number(int from, int count) {
      int value = 0;
      for (int i = from; i < from + count; i++) {
        require(isDigit(i));
        value = 10 * value + (text.charAt(i) - '0');
      }
      return value;
    }

    private boolean isDigit(int at) {
      return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static void require(boolean condition) {
      if (!condition) {
        throw new IllegalArgumentException("not a time");
      }
    }
  }
}
