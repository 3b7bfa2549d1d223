package dev.backstay.vault.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class OpenPackTest {
  private static final BlobId ID = new BlobId(1, 2, 3, 4);

  @Test
  void whoReleasesLastSeals() {
    // Given
    OpenPack pack = new OpenPack(new byte[10_000], 150);
    assertThat(pack.reserve(ID, BlobType.DATA, 100, 0)).isZero();
    assertThat(pack.reserve(ID, BlobType.DATA, 100, 0)).isEqualTo(100);

    // Then: the second reservation reached the capacity
    assertThat(pack.reserve(ID, BlobType.DATA, 100, 0)).isNegative();
    assertThat(pack.close()).as("closed by itself").isFalse();
    assertThat(pack.release()).isFalse();
    assertThat(pack.release()).isTrue();
  }

  @Test
  void whoClosesSealsWhenNobodyWrites() {
    OpenPack pack = new OpenPack(new byte[10_000], 1000);
    assertThat(pack.reserve(ID, BlobType.DATA, 100, 0)).isZero();
    assertThat(pack.release()).isFalse();
    assertThat(pack.close()).isTrue();
    assertThat(pack.close()).as("only once").isFalse();
  }

  @Test
  void anEmptyPackIsNeverSealed() {
    assertThat(new OpenPack(new byte[10_000], 1000).close()).isFalse();
  }

  @Test
  void thereIsAlwaysRoomForTheHeader() throws SealException, IOException {
    // Given
    var random = new SecureRandom();
    var envelope = new Envelope(MasterKey.generate(random), random);
    byte[] buffer = new byte[10_000];
    OpenPack pack = new OpenPack(buffer, 10_000);

    // When
    while (pack.reserve(ID, BlobType.DATA, 33, 1) >= 0) {
      assertThat(pack.release()).isFalse();
    }
    pack.seal(envelope);

    // Then
    assertThat(pack.used()).isBetween(9_900, 10_000);
    assertThat(PackHeader.read(buffer, pack.used(), envelope)).isEqualTo(pack.blobs());
  }

  /** Readers, stock restic among them, refuse a longer header. */
  @Test
  void aPackOfTinyBlobsClosesBeforeItsHeaderIsTooLongToRead() throws SealException, IOException {
    // Given
    var random = new SecureRandom();
    var envelope = new Envelope(MasterKey.generate(random), random);
    byte[] buffer = new byte[48 << 20];
    OpenPack pack = new OpenPack(buffer, buffer.length);

    // When
    while (pack.reserve(ID, BlobType.DATA, 33, 1) >= 0) {
      assertThat(pack.release()).isFalse();
    }
    assertThat(pack.close()).isTrue();
    pack.seal(envelope);

    // Then
    assertThat(PackHeader.read(buffer, pack.used(), envelope)).hasSizeGreaterThan(400_000);
  }
}
