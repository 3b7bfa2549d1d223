package dev.backstay.vault.tree;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array into which JSON is written as Go's {@code encoding/json} does, escapes for HTML
 * included. Confined to one thread.
 */
final class JsonBytes {
  /** A tree is one blob in one array; restic, too, holds it in memory as a whole. */
  private static final int MAX_BYTES = 1 << 30;

  private static final int FIRST_BYTES = 1 << 10;
  private static final int ID_BYTES = 2 * BlobId.LENGTH + 2;
  private static final int MAX_DECIMAL_DIGITS = 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int used;

  /** What was written. The array may be the writer's own: nothing can be written after that. */
  byte[] finish() {
    byte[] result = used == bytes.length ? bytes : Arrays.copyOf(bytes, used);
    bytes = new byte[0];
    used = 0;
    return result;
  }

  /** ASCII text as it is. */
  void raw(String ascii) {
    reserve(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[used++] = (byte) ascii.charAt(i);
    }
  }

  /** One ASCII character as it is. */
  void raw(char ascii) {
    reserve(1);
    bytes[used++] = (byte) ascii;
  }

  void unsigned(long value) {
    if (value < 0) {
      raw(Long.toUnsignedString(value));
      return;
    }
    reserve(MAX_DECIMAL_DIGITS);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = used + digits - 1; i >= used; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
  }

  /** An id as a string of hexadecimal digits. */
  void id(BlobId id) {
    reserve(ID_BYTES);
    bytes[used++] = '"';
    hex(id.a());
    hex(id.b());
    hex(id.c());
    hex(id.d());
    bytes[used++] = '"';
  }

  private void hex(long word) {
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      bytes[used++] = HEX[(int) (word >>> shift) & 0xf];
    }
  }

  void string(String text) {
    string(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Text in UTF-8 as a string; each byte that is no UTF-8 becomes an escaped U+FFFD. */
  void string(byte[] utf8) {
    raw('"');
    for (int i = 0; i < utf8.length; ) {
      int codePoint = GoUtf8.decode(utf8, i);
      int width = GoUtf8.width(codePoint);
      if (codePoint == GoUtf8.INVALID) {
        raw("\\ufffd");
      } else if (codePoint < 0x80) {
        ascii(codePoint);
      } else if (codePoint == 0x2028 || codePoint == 0x2029) {
        escape(codePoint);
      } else {
        reserve(width);
        System.arraycopy(utf8, i, bytes, used, width);
        used += width;
      }
      i += width;
    }
    raw('"');
  }

  private void ascii(int character) {
    switch (character) {
      case '"' -> raw("\\\"");
      case '\\' -> raw("\\\\");
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      case '<', '>', '&' -> escape(character);
      default -> {
        if (character < ' ') {
          escape(character);
        } else {
          raw((char) character);
        }
      }
    }
  }

  private void escape(int codeUnit) {
    raw("\\u");
    reserve(4);
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[used++] = HEX[codeUnit >>> shift & 0xf];
    }
  }

  private void reserve(int more) {
    if (bytes.length - used >= more) {
      return;
    }
    if (used > MAX_BYTES - more) {
      throw new BackstayException(
          ErrorCode.INTERNAL,
          "a directory has so many entries that its tree exceeds 1 GiB; it was not stored");
    }
    bytes = Arrays.copyOf(bytes, Math.clamp(2L * bytes.length, used + more, MAX_BYTES));
  }
}
