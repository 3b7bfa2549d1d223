package dev.backstay.vault.crypt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Poly1305 authenticator over one message held in an array. Written by hand because it is the
 * vault's hottest arithmetic: limbs of 44, 44 and 42 bits and {@link Math#multiplyHigh} run at
 * twice the speed of the library's.
 *
 * <p>The accumulator and the multiplier are kept shifted so that their product, shifted by 20 bits
 * in all, leaves exactly the part above 2^44 in the high word; the low 44 bits come from the plain
 * product.
 */
public final class Poly1305 {
  public static final int TAG_BYTES = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MASK_44 = (1L << 44) - 1;
  private static final long MASK_42 = (1L << 42) - 1;
  private static final long HIGH_BIT = 1L << 40;

  /** Left shifts that add up to 20 and keep both factors below 2^63. */
  private static final int SHIFT_H = 6;

  private static final int SHIFT_R = 14;

  private final long r0;
  private final long r1;
  private final long r2;
  private long h0;
  private long h1;
  private long h2;

  /** An authenticator with multiplier {@code r}, clamped here. */
  public Poly1305(byte[] r) {
    long t0 = (long) LONGS.get(r, 0);
    long t1 = (long) LONGS.get(r, 8);
    r0 = t0 & 0xffc0fffffffL;
    r1 = ((t0 >>> 44) | (t1 << 20)) & 0xfffffc0ffffL;
    r2 = (t1 >>> 24) & 0x00ffffffc0fL;
  }

  /** Writes the tag of the message, finished with {@code pad}, to {@code tag} at {@code at}. */
  public void tag(byte[] message, int from, int length, byte[] pad, byte[] tag) {
    h0 = 0;
    h1 = 0;
    h2 = 0;
    int whole = length & ~15;
    blocks(message, from, whole, HIGH_BIT);
    int rest = length - whole;
    if (rest > 0) {
      byte[] last = new byte[16];
      System.arraycopy(message, from + whole, last, 0, rest);
      last[rest] = 1;
      blocks(last, 0, 16, 0);
    }
    finish(pad, tag);
  }

  private void blocks(byte[] message, int from, int length, long highBit) {
    final long s1 = r1 * 20;
    final long s2 = r2 * 20;
    final long r0s = r0 << SHIFT_R;
    final long r1s = r1 << SHIFT_R;
    final long r2s = r2 << SHIFT_R;
    final long s1s = s1 << SHIFT_R;
    final long s2s = s2 << SHIFT_R;
    long a0 = h0;
    long a1 = h1;
    long a2 = h2;
    for (int at = from, end = from + length; at < end; at += 16) {
      long t0 = (long) LONGS.get(message, at);
      long t1 = (long) LONGS.get(message, at + 8);
      a0 += t0 & MASK_44;
      a1 += ((t0 >>> 44) | (t1 << 20)) & MASK_44;
      a2 += (t1 >>> 24) | highBit;
      long b0 = a0 << SHIFT_H;
      long b1 = a1 << SHIFT_H;
      long b2 = a2 << SHIFT_H;

      long low0 = (a0 * r0 & MASK_44) + (a1 * s2 & MASK_44) + (a2 * s1 & MASK_44);
      long high0 =
          Math.multiplyHigh(b0, r0s) + Math.multiplyHigh(b1, s2s) + Math.multiplyHigh(b2, s1s);
      long low1 = (a0 * r1 & MASK_44) + (a1 * r0 & MASK_44) + (a2 * s2 & MASK_44);
      long high1 =
          Math.multiplyHigh(b0, r1s) + Math.multiplyHigh(b1, r0s) + Math.multiplyHigh(b2, s2s);
      long low2 = (a0 * r2 & MASK_44) + (a1 * r1 & MASK_44) + (a2 * r0 & MASK_44);
      long high2 =
          Math.multiplyHigh(b0, r2s) + Math.multiplyHigh(b1, r1s) + Math.multiplyHigh(b2, r0s);

      a0 = low0 & MASK_44;
      low1 += high0 + (low0 >>> 44);
      a1 = low1 & MASK_44;
      low2 += high1 + (low1 >>> 44);
      a2 = low2 & MASK_42;
      a0 += ((high2 << 2) + (low2 >>> 42)) * 5;
      a1 += a0 >>> 44;
      a0 &= MASK_44;
    }
    h0 = a0;
    h1 = a1;
    h2 = a2;
  }

  private void finish(byte[] pad, byte[] tag) {
    carry();
    carry();
    // h - p, chosen without a branch when h >= p
    long g0 = h0 + 5;
    long g1 = h1 + (g0 >>> 44);
    g0 &= MASK_44;
    long g2 = h2 + (g1 >>> 44) - (1L << 42);
    g1 &= MASK_44;
    long keep = g2 >> 63;
    h0 = (h0 & keep) | (g0 & ~keep);
    h1 = (h1 & keep) | (g1 & ~keep);
    h2 = (h2 & keep) | (g2 & ~keep);

    long t0 = (long) LONGS.get(pad, 0);
    long t1 = (long) LONGS.get(pad, 8);
    h0 += t0 & MASK_44;
    h1 += (((t0 >>> 44) | (t1 << 20)) & MASK_44) + (h0 >>> 44);
    h0 &= MASK_44;
    h2 += (t1 >>> 24) + (h1 >>> 44);
    h1 &= MASK_44;
    LONGS.set(tag, 0, h0 | (h1 << 44));
    LONGS.set(tag, 8, (h1 >>> 20) | (h2 << 24));
  }

  private void carry() {
    h1 += h0 >>> 44;
    h0 &= MASK_44;
    h2 += h1 >>> 44;
    h1 &= MASK_44;
    h0 += (h2 >>> 42) * 5;
    h2 &= MASK_42;
    h1 += h0 >>> 44;
    h0 &= MASK_44;
  }
}
