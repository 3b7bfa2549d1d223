package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The inside of a Go string literal: how restic keeps names of any bytes in JSON, which only has
 * Unicode text.
 *
 * <p>Escaped are the quote, the backslash, what is not UTF-8 (byte by byte), and every character
 * that Go does not consider printable. Go asks its own Unicode tables and we ask Java's, so a
 * character that only the newer of the two knows may be escaped by one and not by the other; both
 * read both.
 */
final class GoQuote {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private GoQuote() {}

  /** The literal's inside, in UTF-8; the same array when nothing needs an escape. */
  static byte[] quote(byte[] name) {
    if (isPlainAscii(name)) {
      return name;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * name.length);
    for (int i = 0; i < name.length; ) {
      int codePoint = GoUtf8.decode(name, i);
      int width = GoUtf8.width(codePoint);
      if (codePoint == GoUtf8.INVALID) {
        hex('x', name[i] & 0xff, 2, out);
      } else if (codePoint == '"' || codePoint == '\\') {
        out.write('\\');
        out.write(codePoint);
      } else if (isPrintable(codePoint)) {
        out.write(name, i, width);
      } else {
        escape(codePoint, out);
      }
      i += width;
    }
    return out.toByteArray();
  }

  /** A name for messages: no character of it can disturb a terminal or a log. */
  static String printable(FileName name) {
    return new String(quote(name.bytes()), StandardCharsets.UTF_8);
  }

  /**
   * The bytes a literal's inside stands for.
   *
   * @throws IllegalArgumentException where Go's {@code Unquote} gives an error
   */
  static byte[] unquote(String literal) {
    if (literal.indexOf('\\') < 0 && literal.indexOf('"') < 0 && literal.indexOf('\n') < 0) {
      return GoUtf8.encode(literal);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(literal.length());
    for (int i = 0; i < literal.length(); ) {
      int codePoint = literal.codePointAt(i);
      i += Character.charCount(codePoint);
      switch (codePoint) {
        case '"', '\n' -> throw malformed();
        case '\\' -> i = unescape(literal, i, out);
        default -> out.writeBytes(GoUtf8.encode(Character.toString(codePoint)));
      }
    }
    return out.toByteArray();
  }

  private static int unescape(String literal, int at, ByteArrayOutputStream out) {
    if (at == literal.length()) {
      throw malformed();
    }
    char kind = literal.charAt(at);
    switch (kind) {
      case 'a' -> out.write(0x07);
      case 'b' -> out.write('\b');
      case 'f' -> out.write('\f');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      case 'v' -> out.write(0x0b);
      case '\\', '"' -> out.write(kind);
      case 'x' -> {
        out.write(number(literal, at + 1, 2, 16));
        return at + 3;
      }
      case 'u' -> {
        character(number(literal, at + 1, 4, 16), out);
        return at + 5;
      }
      case 'U' -> {
        character(number(literal, at + 1, 8, 16), out);
        return at + 9;
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int value = number(literal, at, 3, 8);
        if (value > 0xff) {
          throw malformed();
        }
        out.write(value);
        return at + 3;
      }
      default -> throw malformed();
    }
    return at + 1;
  }

  private static void character(int codePoint, ByteArrayOutputStream out) {
    if (!Character.isValidCodePoint(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
      throw malformed();
    }
    out.writeBytes(GoUtf8.encode(Character.toString(codePoint)));
  }

  /**
   * Up to eight digits; a value beyond an {@code int} comes out negative, which is no character.
   */
  private static int number(String literal, int from, int count, int radix) {
    if (literal.length() - from < count) {
      throw malformed();
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      char c = literal.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw malformed();
      }
      value = radix * value + digit;
    }
    return value;
  }

  private static boolean isPlainAscii(byte[] name) {
    for (byte b : name) {
      if (b < ' ' || b == 0x7f || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void escape(int codePoint, ByteArrayOutputStream out) {
    int letter = "\u0007a\bb\ff\nn\rr\tt\u000bv".indexOf(codePoint);
    if (letter >= 0 && letter % 2 == 0) {
      out.write('\\');
      out.write("\u0007a\bb\ff\nn\rr\tt\u000bv".charAt(letter + 1));
    } else if (codePoint < ' ' || codePoint == 0x7f) {
      hex('x', codePoint, 2, out);
    } else if (codePoint < 0x10000) {
      hex('u', codePoint, 4, out);
    } else {
      hex('U', codePoint, 8, out);
    }
  }

  private static void hex(char kind, int value, int digits, ByteArrayOutputStream out) {
    out.write('\\');
    out.write(kind);
    for (int i = digits - 1; i >= 0; i--) {
      out.write(HEX[value >>> (4 * i) & 0xf]);
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a quoted name");
  }
}
