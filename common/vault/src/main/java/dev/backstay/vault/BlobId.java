package dev.backstay.vault;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of something: of a blob's plain bytes, or of a stored file's bytes, which is then its
 * name. Held as four big-endian words, so that it is a plain value; ordered as unsigned bytes.
 */
public record BlobId(long a, long b, long c, long d) implements Comparable<BlobId> {
  /** Bytes of an id. */
  public static final int LENGTH = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The id held in 32 bytes from {@code offset} on. */
  public static BlobId read(byte[] bytes, int offset) {
    return new BlobId(
        (long) LONGS.get(bytes, offset),
        (long) LONGS.get(bytes, offset + 8),
        (long) LONGS.get(bytes, offset + 16),
        (long) LONGS.get(bytes, offset + 24));
  }

  /** The SHA-256 of bytes. */
  public static BlobId hash(byte[] bytes) {
    try {
      return read(MessageDigest.getInstance("SHA-256").digest(bytes), 0);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Reads 64 hexadecimal digits; throws {@link IllegalArgumentException} for anything else. */
  public static BlobId parse(CharSequence hex) {
    if (!isId(hex)) {
      throw new IllegalArgumentException("not an id: '" + hex + "'");
    }
    return new BlobId(
        HexFormat.fromHexDigitsToLong(hex, 0, 16),
        HexFormat.fromHexDigitsToLong(hex, 16, 32),
        HexFormat.fromHexDigitsToLong(hex, 32, 48),
        HexFormat.fromHexDigitsToLong(hex, 48, 64));
  }

  /** Whether text is 64 lower-case hexadecimal digits. */
  public static boolean isId(CharSequence text) {
    if (text.length() != 2 * LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** Writes the id into 32 bytes from {@code offset} on. */
  public void write(byte[] bytes, int offset) {
    LONGS.set(bytes, offset, a);
    LONGS.set(bytes, offset + 8, b);
    LONGS.set(bytes, offset + 16, c);
    LONGS.set(bytes, offset + 24, d);
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
  }

  /** The first eight digits, enough for people. */
  public String shortHex() {
    return HexFormat.of().toHexDigits(a, 8 * 2).substring(0, 8);
  }

  @Override
  public int compareTo(BlobId other) {
    int order = Long.compareUnsigned(a, other.a);
    order = order != 0 ? order : Long.compareUnsigned(b, other.b);
    order = order != 0 ? order : Long.compareUnsigned(c, other.c);
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  @Override
  public int hashCode() {
    return (int) a; // a hash already
  }

  @Override
  public String toString() {
    return hex();
  }
}
