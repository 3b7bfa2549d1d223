package dev.backstay.engine.postgres;

/**
 * The number that {@code initdb} gave a cluster: the same on all its standbys and for all its time,
 * another after the next {@code initdb}. Unsigned; written in decimal.
 */
public record SystemId(long value) {
  /** Reads the written form; anything else is a {@link NumberFormatException}. */
  public static SystemId parse(String text) {
    return new SystemId(Long.parseUnsignedLong(text.strip()));
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
