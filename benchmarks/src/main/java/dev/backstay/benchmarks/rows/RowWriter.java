package dev.backstay.benchmarks.rows;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Rows in the text format of PostgreSQL's {@code COPY}: fields between tabs, a line for each row.
 * Nothing is escaped: the rows hold no tab, backslash or line end. Confined to one thread.
 */
final class RowWriter {
  /** Bytes collected before they are written on, with room for the longest row behind. */
  private static final int FLUSH_BYTES = 256 << 10;

  private static final int LONGEST_ROW_BYTES = 64 << 10;

  private static final byte[] HEX = Words.bytes("0123456789abcdef");

  private final OutputStream output;
  private final byte[] buffer = new byte[FLUSH_BYTES + LONGEST_ROW_BYTES];
  private int length;
  private boolean rowStarted;

  RowWriter(OutputStream output) {
    this.output = output;
  }

  /** Starts the next field of the row. */
  RowWriter field() {
    if (rowStarted) {
      buffer[length++] = '\t';
    }
    rowStarted = true;
    return this;
  }

  RowWriter text(byte[] ascii) {
    System.arraycopy(ascii, 0, buffer, length, ascii.length);
    length += ascii.length;
    return this;
  }

  RowWriter text(char ascii) {
    buffer[length++] = (byte) ascii;
    return this;
  }

  /** A number that is not negative, with at least so many digits. */
  RowWriter number(long number, int digits) {
    int count = digits;
    long bound = 1;
    for (int i = 0; i < digits; i++) {
      bound *= 10;
    }
    while (number >= bound) {
      bound *= 10;
      count++;
    }
    long rest = number;
    for (int at = length + count - 1; at >= length; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  RowWriter number(long number) {
    return number(number, 1);
  }

  /** An amount given in cents. */
  RowWriter money(long cents) {
    return number(cents / 100).text('.').number(cents % 100, 2);
  }

  /** Hexadecimal digits, the lowest ones of a word. */
  RowWriter hex(long word, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      buffer[length++] = HEX[(int) (word >>> (4 * i)) & 15];
    }
    return this;
  }

  /** A random uuid of version 4. */
  RowWriter uuid(long high, long low) {
    hex(high >>> 32, 8).text('-').hex(high >>> 16, 4).text('-').text('4').hex(high, 3).text('-');
    return hex((low >>> 48 & 0x3fff) | 0x8000, 4).text('-').hex(low, 12);
  }

  /** An instant, as microseconds since 1 January 2024 in UTC; within that year of 366 days. */
  RowWriter instant(long micros) {
    long seconds = micros / 1_000_000;
    int day = (int) (seconds / 86_400);
    int month = 0;
    while (day >= Words.DAYS[month]) {
      day -= Words.DAYS[month++];
    }
    long time = seconds % 86_400;
    text(Words.YEAR).number(month + 1L, 2).text('-').number(day + 1L, 2).text(' ');
    number(time / 3600, 2).text(':').number(time / 60 % 60, 2).text(':').number(time % 60, 2);
    return text('.').number(micros % 1_000_000, 6).text(Words.UTC);
  }

  /** Ends the row. */
  void end() throws IOException {
    buffer[length++] = '\n';
    rowStarted = false;
    if (length >= FLUSH_BYTES) {
      flush();
    }
  }

  void flush() throws IOException {
    output.write(buffer, 0, length);
    length = 0;
  }
}
