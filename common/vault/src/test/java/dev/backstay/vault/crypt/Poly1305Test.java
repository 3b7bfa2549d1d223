package dev.backstay.vault.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our Poly1305 against that of Bouncy Castle, whose results are the definition here. */
class Poly1305Test {
  private static final int ROUNDS = 250 * Integer.getInteger("backstay.rounds", 4);

  @Test
  void tagIsThatOfTheStandard() {
    // Given
    HexFormat hex = HexFormat.of();
    byte[] r = hex.parseHex("85d6be7857556d337f4452fe42d506a8");
    byte[] pad = hex.parseHex("0103808afb0db2fd4abff6af4149f51b");
    byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);

    // When
    byte[] tag = tag(r, message, 0, message.length, pad);

    // Then
    assertThat(hex.formatHex(tag)).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
  }

  @Test
  void tagAgreesForEveryShortLength() {
    Random random = new Random(1305);
    for (int length = 0; length <= 200; length++) {
      requireAgreement(random, bytes(random, length + 7), 7, length);
    }
  }

  @Test
  void tagAgreesForLongMessagesOfAnyLength() {
    Random random = new Random(4402);
    for (int round = 0; round < ROUNDS; round++) {
      int from = random.nextInt(40);
      int length = random.nextInt(5000);
      requireAgreement(random, bytes(random, from + length + random.nextInt(40)), from, length);
    }
  }

  /** Limbs at their largest: carries that random bytes never reach. */
  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x7f, 0x80, 0xfb, 0xfc, 0xff})
  void tagAgreesForExtremeValues(int value) {
    for (int keyValue : new int[] {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      byte[] r = filled(16, keyValue);
      for (int length = 0; length <= 200; length++) {
        byte[] message = filled(length, value);
        for (int kValue : new int[] {0x00, 0xff}) {
          byte[] k = filled(16, kValue);
          byte[] iv = filled(16, keyValue);
          assertThat(tag(r, message, 0, length, pad(k, iv)))
              .as("%d bytes of %x, key of %x", length, value, keyValue)
              .isEqualTo(expected(r, k, iv, Arrays.copyOf(message, length)));
        }
      }
    }
  }

  /** The accumulator ends within five of the prime, where the last reduction decides. */
  @ParameterizedTest
  @ValueSource(ints = {-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4})
  void tagAgreesAroundThePrime(int offset) {
    // Given: r = 1, so the accumulator is the sum of the blocks, each with 2^128 above it
    byte[] r = filled(16, 0);
    r[0] = 1;
    byte[] message = new byte[48];
    Arrays.fill(message, (byte) 0xff);
    message[0] = (byte) (0xff + offset);

    // Then
    for (int length = 0; length <= message.length; length++) {
      byte[] zero = new byte[16];
      assertThat(tag(r, message, 0, length, pad(zero, zero)))
          .isEqualTo(expected(r, zero, zero, Arrays.copyOf(message, length)));
    }
  }

  private static void requireAgreement(Random random, byte[] message, int from, int length) {
    byte[] r = bytes(random, 16);
    byte[] k = bytes(random, 16);
    byte[] iv = bytes(random, 16);
    assertThat(tag(r, message, from, length, pad(k, iv)))
        .as("%d bytes from %d", length, from)
        .isEqualTo(expected(r, k, iv, Arrays.copyOfRange(message, from, from + length)));
  }

  private static byte[] tag(byte[] r, byte[] message, int from, int length, byte[] pad) {
    byte[] tag = new byte[16];
    new Poly1305(r).tag(message, from, length, pad, tag);
    return tag;
  }

  private static byte[] pad(byte[] k, byte[] iv) {
    var aes = AESEngine.newInstance();
    aes.init(true, new KeyParameter(k));
    byte[] pad = new byte[16];
    aes.processBlock(iv, 0, pad, 0);
    return pad;
  }

  private static byte[] expected(byte[] r, byte[] k, byte[] iv, byte[] message) {
    byte[] key = Arrays.copyOf(r, 32);
    System.arraycopy(k, 0, key, 16, 16);
    for (int i : new int[] {3, 7, 11, 15}) {
      key[i] &= 0x0f;
    }
    for (int i : new int[] {4, 8, 12}) {
      key[i] &= (byte) 0xfc;
    }
    var mac = new org.bouncycastle.crypto.macs.Poly1305(AESEngine.newInstance());
    mac.init(new ParametersWithIV(new KeyParameter(key), iv));
    mac.update(message, 0, message.length);
    byte[] tag = new byte[16];
    mac.doFinal(tag, 0);
    return tag;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
