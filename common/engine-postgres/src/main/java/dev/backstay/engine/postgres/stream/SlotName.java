package dev.backstay.engine.postgres.stream;

import java.util.regex.Pattern;

/** The name of a replication slot: 1 to 63 lower-case letters, digits and underscores. */
public record SlotName(String text) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9_]{1,63}");

  public SlotName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no name of a slot: use lower-case letters, digits and underscores");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
