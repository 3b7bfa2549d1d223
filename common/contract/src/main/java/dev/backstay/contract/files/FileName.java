package dev.backstay.contract.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file name or link target exactly as the file system holds it: bytes, in no particular encoding.
 * Ordered as unsigned bytes, which is the order of nodes in a tree.
 */
public final class FileName implements Comparable<FileName> {
  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  public static FileName of(byte[] bytes) {
    return new FileName(bytes.clone());
  }

  public static FileName of(String text) {
    return new FileName(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /**
   * Whether this names exactly one entry of a directory: not empty, not {@code .} or {@code ..},
   * without a slash or a zero byte. Whoever writes a name from a vault into a file system asks this
   * first.
   */
  public boolean isPlain() {
    if (bytes.length == 0 || (bytes.length <= 2 && allDots())) {
      return false;
    }
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean allDots() {
    for (byte b : bytes) {
      if (b != '.') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For people: UTF-8 where it is, replacement characters where it is not. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
