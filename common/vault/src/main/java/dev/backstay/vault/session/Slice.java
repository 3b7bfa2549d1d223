package dev.backstay.vault.session;

/**
 * Some bytes of an array: a chunk where it was read, or a whole blob. Whoever made it leaves the
 * bytes alone.
 */
final class Slice {
  private final byte[] bytes;
  private final int from;
  private final int length;

  Slice(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  static Slice of(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }
}
