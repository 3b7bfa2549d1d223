package dev.backstay.engine.postgres.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message of the server: a letter that tells its kind, and its body, valid until the next one.
 */
record Message(char kind, ByteBuffer body) {
  static final char COPY_BOTH = 'W';
  static final char COPY_BYTES = 'd';
  static final char COPY_DONE = 'c';
  static final char ROW_SHAPE = 'T';
  static final char ROW = 'D';
  static final char COMPLETED = 'C';
  static final char READY = 'Z';
  static final char ERROR = 'E';

  /** What an error message tells, by its fields: {@code { letter(1) text zero(1) } zero(1)}. */
  record Refusal(String state, String text) {}

  /** Reads an {@link #ERROR}. */
  Refusal refusal() {
    Map<Character, String> fields = new HashMap<>();
    ByteBuffer rest = body.duplicate();
    while (rest.hasRemaining()) {
      char letter = (char) rest.get();
      if (letter == 0) {
        break;
      }
      fields.put(letter, text(rest));
    }
    String detail = fields.containsKey('D') ? " (" + fields.get('D') + ")" : "";
    return new Refusal(
        fields.getOrDefault('C', ""), fields.getOrDefault('M', "no reason given") + detail);
  }

  /** Reads a {@link #ROW}: {@code count(2) { bytes(4) value }}, where -1 bytes are null. */
  List<Optional<String>> row() {
    ByteBuffer rest = body.duplicate();
    int count = rest.getShort();
    List<Optional<String>> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = rest.getInt();
      if (length < 0) {
        values.add(Optional.empty());
      } else {
        byte[] value = new byte[length];
        rest.get(value);
        values.add(Optional.of(new String(value, StandardCharsets.UTF_8)));
      }
    }
    return values;
  }

  private static String text(ByteBuffer from) {
    int start = from.position();
    while (from.get() != 0) {
      // to the zero behind the text
    }
    byte[] text = new byte[from.position() - start - 1];
    from.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
