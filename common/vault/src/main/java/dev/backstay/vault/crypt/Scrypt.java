package dev.backstay.vault.crypt;

import static java.lang.Integer.rotateLeft;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The scrypt key derivation of RFC 7914. Written by hand because every command begins with it: the
 * library's is generic over its engines and comes in a signed archive, and loading, verifying and
 * warming it up took longer than the derivation.
 */
final class Scrypt {
  private static final int SALSA_WORDS = 16;
  private static final int HASH_BYTES = 32;

  private final int n;
  private final int words;
  private final int[] block;
  private final int[] mixed;
  private final int[] table;

  private Scrypt(int n, int r) {
    this.n = n;
    this.words = 2 * r * SALSA_WORDS;
    this.block = new int[words];
    this.mixed = new int[words];
    this.table = new int[Math.multiplyExact(n, words)];
  }

  /** Derives {@code length} bytes; {@code n} is a power of two. */
  static byte[] derive(byte[] password, byte[] salt, KeyDerivation costs, int length) {
    int blockBytes = 128 * costs.r();
    byte[] blocks = pbkdf2(password, salt, costs.p() * blockBytes);
    var scrypt = new Scrypt(costs.n(), costs.r());
    for (int i = 0; i < costs.p(); i++) {
      scrypt.mix(blocks, i * blockBytes);
    }
    return pbkdf2(password, blocks, length);
  }

  /** PBKDF2-HMAC-SHA256 with the one iteration that scrypt asks for. */
  private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
    byte[] derived = new byte[length];
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // A key of zeros pads to the same block as an empty one, which the JDK refuses.
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
      for (int done = 0, number = 1; done < length; done += HASH_BYTES, number++) {
        mac.update(salt);
        mac.update(
            new byte[] {
              (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
            });
        byte[] hash = mac.doFinal();
        System.arraycopy(hash, 0, derived, done, Math.min(HASH_BYTES, length - done));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
    return derived;
  }

  /** ROMix on the block at {@code at}, its words little-endian. */
  private void mix(byte[] blocks, int at) {
    for (int i = 0; i < words; i++) {
      int from = at + 4 * i;
      block[i] =
          (blocks[from] & 0xff)
              | (blocks[from + 1] & 0xff) << 8
              | (blocks[from + 2] & 0xff) << 16
              | blocks[from + 3] << 24;
    }
    for (int i = 0; i < n; i++) {
      System.arraycopy(block, 0, table, i * words, words);
      mixBlock();
    }
    for (int i = 0; i < n; i++) {
      int row = (block[words - SALSA_WORDS] & (n - 1)) * words;
      for (int k = 0; k < words; k++) {
        block[k] ^= table[row + k];
      }
      mixBlock();
    }
    for (int i = 0; i < words; i++) {
      int to = at + 4 * i;
      blocks[to] = (byte) block[i];
      blocks[to + 1] = (byte) (block[i] >>> 8);
      blocks[to + 2] = (byte) (block[i] >>> 16);
      blocks[to + 3] = (byte) (block[i] >>> 24);
    }
  }

  /** BlockMix: Salsa20/8 chained over the sub-blocks, the even ones gathered before the odd. */
  private void mixBlock() {
    int[] chain = Arrays.copyOfRange(block, words - SALSA_WORDS, words);
    int half = words / 2;
    for (int i = 0, even = 0, odd = half; i < words; i += SALSA_WORDS) {
      for (int k = 0; k < SALSA_WORDS; k++) {
        chain[k] ^= block[i + k];
      }
      salsa(chain);
      if (i / SALSA_WORDS % 2 == 0) {
        System.arraycopy(chain, 0, mixed, even, SALSA_WORDS);
        even += SALSA_WORDS;
      } else {
        System.arraycopy(chain, 0, mixed, odd, SALSA_WORDS);
        odd += SALSA_WORDS;
      }
    }
    System.arraycopy(mixed, 0, block, 0, words);
  }

  /** Salsa20/8: four double rounds, columns then rows, added to the input; all in registers. */
  private static void salsa(int[] b) {
    int x0 = b[0];
    int x1 = b[1];
    int x2 = b[2];
    int x3 = b[3];
    int x4 = b[4];
    int x5 = b[5];
    int x6 = b[6];
    int x7 = b[7];
    int x8 = b[8];
    int x9 = b[9];
    int x10 = b[10];
    int x11 = b[11];
    int x12 = b[12];
    int x13 = b[13];
    int x14 = b[14];
    int x15 = b[15];
    for (int round = 0; round < 4; round++) {
      x4 ^= rotateLeft(x0 + x12, 7);
      x8 ^= rotateLeft(x4 + x0, 9);
      x12 ^= rotateLeft(x8 + x4, 13);
      x0 ^= rotateLeft(x12 + x8, 18);
      x9 ^= rotateLeft(x5 + x1, 7);
      x13 ^= rotateLeft(x9 + x5, 9);
      x1 ^= rotateLeft(x13 + x9, 13);
      x5 ^= rotateLeft(x1 + x13, 18);
      x14 ^= rotateLeft(x10 + x6, 7);
      x2 ^= rotateLeft(x14 + x10, 9);
      x6 ^= rotateLeft(x2 + x14, 13);
      x10 ^= rotateLeft(x6 + x2, 18);
      x3 ^= rotateLeft(x15 + x11, 7);
      x7 ^= rotateLeft(x3 + x15, 9);
      x11 ^= rotateLeft(x7 + x3, 13);
      x15 ^= rotateLeft(x11 + x7, 18);
      x1 ^= rotateLeft(x0 + x3, 7);
      x2 ^= rotateLeft(x1 + x0, 9);
      x3 ^= rotateLeft(x2 + x1, 13);
      x0 ^= rotateLeft(x3 + x2, 18);
      x6 ^= rotateLeft(x5 + x4, 7);
      x7 ^= rotateLeft(x6 + x5, 9);
      x4 ^= rotateLeft(x7 + x6, 13);
      x5 ^= rotateLeft(x4 + x7, 18);
      x11 ^= rotateLeft(x10 + x9, 7);
      x8 ^= rotateLeft(x11 + x10, 9);
      x9 ^= rotateLeft(x8 + x11, 13);
      x10 ^= rotateLeft(x9 + x8, 18);
      x12 ^= rotateLeft(x15 + x14, 7);
      x13 ^= rotateLeft(x12 + x15, 9);
      x14 ^= rotateLeft(x13 + x12, 13);
      x15 ^= rotateLeft(x14 + x13, 18);
    }
    b[0] += x0;
    b[1] += x1;
    b[2] += x2;
    b[3] += x3;
    b[4] += x4;
    b[5] += x5;
    b[6] += x6;
    b[7] += x7;
    b[8] += x8;
    b[9] += x9;
    b[10] += x10;
    b[11] += x11;
    b[12] += x12;
    b[13] += x13;
    b[14] += x14;
    b[15] += x15;
  }
}
