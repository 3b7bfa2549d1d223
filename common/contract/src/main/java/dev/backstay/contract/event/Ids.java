package dev.backstay.contract.event;

import java.util.UUID;

/** Reads ids strictly: {@link UUID#fromString} also takes abbreviations. */
final class Ids {
  private static final int LENGTH = 36;

  private Ids() {}

  static UUID parse(String text) {
    if (text.length() == LENGTH) {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return id;
      }
    }
    throw new IllegalArgumentException(
        "an id has 36 lower-case hexadecimal digits and hyphens, as in"
            + " 0b7f2f44-6c0e-8a53-9d0f-5b1f0e1c2d3a");
  }
}
