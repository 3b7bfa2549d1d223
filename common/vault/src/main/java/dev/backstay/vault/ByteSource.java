package dev.backstay.vault;

/** Where the bytes of a stream come from. */
@FunctionalInterface
public interface ByteSource {
  /** Reads up to {@code length} bytes; how many, or -1 at the end. */
  int read(byte[] target, int from, int length);
}
