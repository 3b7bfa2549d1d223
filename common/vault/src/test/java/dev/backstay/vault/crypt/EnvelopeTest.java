package dev.backstay.vault.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private final SecureRandom random = new SecureRandom();
  private final MasterKey key = MasterKey.generate(random);
  private final Envelope envelope = new Envelope(key, random);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 16383, 16384, 16385, 100_000})
  void whatIsSealedOpens(int length) throws SealException {
    // Given
    byte[] plain = bytes(length, length);

    // When
    byte[] sealed = envelope.seal(plain);

    // Then
    assertThat(sealed).hasSize(length + Envelope.OVERHEAD);
    assertThat(new Envelope(key, random).open(sealed)).isEqualTo(plain);
  }

  @Test
  void ciphertextIsAesInCounterMode() throws GeneralSecurityException {
    // Given
    byte[] plain = bytes(1, 50_000);

    // When
    byte[] sealed = envelope.seal(plain);

    // Then
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key.encrypt(), "AES"),
        new IvParameterSpec(sealed, 0, 16));
    assertThat(cipher.doFinal(sealed, 16, plain.length)).isEqualTo(plain);
  }

  @Test
  void bytesAroundTheSealedOnesAreLeftAlone() throws SealException {
    // Given
    byte[] target = new byte[200];
    Arrays.fill(target, (byte) 7);

    // When
    int written = envelope.seal(bytes(2, 90), 10, 60, target, 50);

    // Then
    assertThat(written).isEqualTo(92);
    assertThat(Arrays.copyOf(target, 50)).containsOnly(7);
    assertThat(Arrays.copyOfRange(target, 142, 200)).containsOnly(7);
    byte[] plain = new byte[60];
    assertThat(envelope.open(target, 50, 92, plain, 0)).isEqualTo(60);
    assertThat(plain).isEqualTo(Arrays.copyOfRange(bytes(2, 90), 10, 70));
  }

  @Test
  void noBitCanBeChangedUnnoticed() {
    byte[] sealed = envelope.seal(bytes(3, 40));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] tampered = sealed.clone();
      tampered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> envelope.open(tampered))
          .as("bit %d", bit)
          .isInstanceOf(SealException.class);
    }
  }

  @Test
  void nothingIsDecryptedBeforeItsTagMatches() {
    // Given
    byte[] sealed = envelope.seal(bytes(4, 100));
    sealed[40] ^= 1;
    byte[] target = new byte[100];

    // Then
    assertThatThrownBy(() -> envelope.open(sealed, 0, sealed.length, target, 0))
        .isInstanceOf(SealException.class);
    assertThat(target).containsOnly(0);
  }

  @Test
  void noLengthIsTooShortToBeRefused() {
    byte[] sealed = envelope.seal(bytes(5, 20));
    for (int length = 0; length < sealed.length; length++) {
      byte[] truncated = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> envelope.open(truncated)).isInstanceOf(SealException.class);
    }
  }

  @Test
  void anotherKeyDoesNotOpen() {
    byte[] sealed = envelope.seal(bytes(6, 20));
    var other = new Envelope(MasterKey.generate(random), random);
    assertThatThrownBy(() -> other.open(sealed))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("does not match");
  }

  @Test
  void theSameBytesAreNeverSealedTheSameWay() {
    byte[] plain = bytes(7, 20);
    assertThat(envelope.seal(plain)).isNotEqualTo(envelope.seal(plain));
  }

  @Test
  void anEnvelopeWorksOnAfterARefusal() throws SealException {
    // Given
    byte[] plain = bytes(8, 30);
    byte[] sealed = envelope.seal(plain);
    assertThatThrownBy(() -> envelope.open(new byte[64])).isInstanceOf(SealException.class);

    // Then
    assertThat(envelope.open(sealed)).isEqualTo(plain);
  }

  @Test
  void aMasterKeyIsNeverPrinted() {
    assertThat(key).hasToString("***");
    assertThatThrownBy(() -> MasterKey.of(new byte[63]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
