package dev.backstay.vault.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackHeaderTest {
  private static final int ROUNDS = 500 * Integer.getInteger("backstay.rounds", 4);

  private final SecureRandom random = new SecureRandom();
  private final Envelope envelope = new Envelope(MasterKey.generate(random), random);

  @Test
  void whatIsWrittenIsRead() throws SealException, IOException {
    Random seeded = new Random(37);
    for (int count : new int[] {1, 2, 100, 5000}) {
      List<PackedBlob> blobs = blobs(seeded, count);
      byte[] pack = pack(blobs);
      assertThat(PackHeader.read(pack, pack.length, envelope)).isEqualTo(blobs);
    }
  }

  @Test
  void bytesBehindThePackInItsBufferAreNotRead() throws SealException, IOException {
    List<PackedBlob> blobs = blobs(new Random(1), 10);
    byte[] pack = pack(blobs);
    byte[] buffer = Arrays.copyOf(pack, pack.length + 1000);
    assertThat(PackHeader.read(buffer, pack.length, envelope)).isEqualTo(blobs);
  }

  @Test
  void noTruncatedPackIsRead() {
    byte[] pack = pack(blobs(new Random(2), 3));
    for (int length = 0; length < pack.length; length++) {
      int truncated = length;
      assertThatThrownBy(() -> PackHeader.read(pack, truncated, envelope))
          .as("%d of %d bytes", length, pack.length)
          .isInstanceOfAny(IOException.class, SealException.class);
    }
  }

  @Test
  void aPackOfAnotherLengthThanItsHeaderSaysIsRefused() {
    byte[] pack = pack(blobs(new Random(3), 3));
    byte[] longer = new byte[pack.length + 1];
    System.arraycopy(pack, 0, longer, 1, pack.length);
    assertThatThrownBy(() -> PackHeader.read(longer, longer.length, envelope))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the header describes");
  }

  @Test
  void damagedPacksFailOnlyInTheAnnouncedWay() {
    byte[] pack = pack(blobs(new Random(4), 5));
    int sealed = ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN).getInt(pack.length - 4);
    int headerAt = pack.length - 4 - sealed;
    Random seeded = new Random(41);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = pack.clone();
      int at = headerAt + seeded.nextInt(mutated.length - headerAt);
      mutated[at] ^= (byte) (1 + seeded.nextInt(255));
      assertThatThrownBy(() -> PackHeader.read(mutated, mutated.length, envelope))
          .isInstanceOfAny(IOException.class, SealException.class);
    }
  }

  /** Whoever holds the key can seal anything: a header must be refused, never believed. */
  @Test
  void sealedNonsenseFailsOnlyInTheAnnouncedWay() {
    Random seeded = new Random(43);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] plain = new byte[seeded.nextInt(200)];
      seeded.nextBytes(plain);
      if (plain.length > 0 && seeded.nextBoolean()) {
        plain[0] = (byte) seeded.nextInt(4);
      }
      byte[] pack = packOf(plain);
      assertThatThrownBy(() -> PackHeader.read(pack, pack.length, envelope))
          .isInstanceOfAny(IOException.class, SealException.class);
    }
  }

  @Test
  void offsetsThatOverflowAreRefused() {
    // Given: two blobs of two gibibytes each
    ByteBuffer plain = ByteBuffer.allocate(2 * 37).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 2; i++) {
      plain.put((byte) 0).putInt(Integer.MAX_VALUE).put(new byte[32]);
    }
    byte[] pack = packOf(plain.array());

    // Then
    assertThatThrownBy(() -> PackHeader.read(pack, pack.length, envelope))
        .isInstanceOf(IOException.class);
  }

  private byte[] packOf(byte[] plainHeader) {
    byte[] sealed = envelope.seal(plainHeader);
    return ByteBuffer.allocate(sealed.length + 4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(sealed)
        .putInt(sealed.length)
        .array();
  }

  private byte[] pack(List<PackedBlob> blobs) {
    PackedBlob last = blobs.getLast();
    int at = last.offset() + last.length();
    byte[] buffer = new byte[at + PackHeader.maxBytes(blobs.size())];
    return Arrays.copyOf(buffer, at + PackHeader.write(blobs, envelope, buffer, at));
  }

  private static List<PackedBlob> blobs(Random random, int count) {
    List<PackedBlob> blobs = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < count; i++) {
      int length = Envelope.OVERHEAD + 1 + random.nextInt(100);
      BlobId id =
          new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      BlobType type = random.nextBoolean() ? BlobType.DATA : BlobType.TREE;
      int plainLength = random.nextBoolean() ? 1 + random.nextInt(1000) : 0;
      blobs.add(new PackedBlob(id, type, offset, length, plainLength));
      offset += length;
    }
    return blobs;
  }
}
