package dev.backstay.catalog.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in a list that is ordered by time, newest first, and by id where times are equal. What is
 * added or removed meanwhile neither doubles nor hides a row. Its text is opaque to users.
 */
public record Cursor(Instant at, UUID id) {
  /** Reads what {@link #toString} wrote; throws {@link IllegalArgumentException} otherwise. */
  public static Cursor parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int end = plain.indexOf(' ');
      if (end < 0) {
        throw new IllegalArgumentException("no place in it");
      }
      return new Cursor(
          Instant.parse(plain.substring(0, end)), UUID.fromString(plain.substring(end + 1)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "a cursor is what the page before gave as 'next', unchanged", e);
    }
  }

  @Override
  public String toString() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
  }
}
