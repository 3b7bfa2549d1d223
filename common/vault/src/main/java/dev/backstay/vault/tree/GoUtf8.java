package dev.backstay.vault.tree;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as Go reads it: what is not valid is passed over one byte at a time. (Java's decoder may
 * replace several bytes at once, and so would write another number of replacement characters.)
 */
final class GoUtf8 {
  /** What {@link #decode} gives for a byte that begins no valid sequence. */
  static final int INVALID = -1;

  private GoUtf8() {}

  /** The code point that begins at {@code at}, or {@link #INVALID}. */
  static int decode(byte[] bytes, int at) {
    int first = bytes[at];
    if (first >= 0) {
      return first;
    }
    first &= 0xff;
    if (first >= 0xc2 && first <= 0xdf) {
      return tail(bytes, at, 1, first & 0x1f);
    }
    if (first >= 0xe0 && first <= 0xef) {
      int codePoint = tail(bytes, at, 2, first & 0x0f);
      return codePoint < 0x800 || (codePoint >= 0xd800 && codePoint <= 0xdfff)
          ? INVALID
          : codePoint;
    }
    if (first >= 0xf0 && first <= 0xf4) {
      int codePoint = tail(bytes, at, 3, first & 0x07);
      return codePoint < 0x10000 || codePoint > 0x10ffff ? INVALID : codePoint;
    }
    return INVALID;
  }

  /** Bytes a code point takes; one for {@link #INVALID}. */
  static int width(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  static boolean isValid(byte[] bytes) {
    for (int i = 0; i < bytes.length; ) {
      int codePoint = decode(bytes, i);
      if (codePoint == INVALID) {
        return false;
      }
      i += width(codePoint);
    }
    return true;
  }

  /** The bytes of text; half a surrogate pair, which JSON can express, becomes U+FFFD. */
  static byte[] encode(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder paired = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
        .forEach(paired::appendCodePoint);
    return paired.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int tail(byte[] bytes, int at, int count, int high) {
    if (bytes.length - at <= count) {
      return INVALID;
    }
    int codePoint = high;
    for (int i = 1; i <= count; i++) {
      int next = bytes[at + i] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return INVALID;
      }
      codePoint = codePoint << 6 | (next & 0x3f);
    }
    return codePoint;
  }
}
