package dev.backstay.vault.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdTest {
  private static final int ROUNDS = 500 * Integer.getInteger("backstay.rounds", 4);

  private final Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL);

  @AfterEach
  void close() {
    zstd.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 65_536, 1_000_000})
  void whatIsCompressedDecompresses(int length) throws IOException {
    for (byte[] plain : new byte[][] {text(length), noise(length)}) {
      byte[] frame = zstd.compress(plain);
      assertThat(frame.length).isLessThanOrEqualTo(Zstd.bound(length));
      assertThat(zstd.decompress(frame, 0, frame.length)).isEqualTo(plain);
    }
  }

  @Test
  void aFrameThatClaimsTooMuchIsRefusedBeforeMemoryIsTaken() {
    // Given: magic, a single segment with eight bytes of content size, which say 2^62
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x40};

    // Then
    assertThatThrownBy(() -> zstd.decompress(frame, 0, frame.length))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void aFrameThatLiesAboutItsSizeIsRefused() {
    for (int change : new int[] {-1, 1}) {
      // Given: a frame of 300 bytes says so in two bytes behind its descriptor
      byte[] frame = zstd.compress(text(300));
      assertThat(frame[4] & 0xc0).as("a content size of two bytes").isEqualTo(0x40);
      frame[5] += (byte) change;

      // Then
      assertThatThrownBy(() -> zstd.decompress(frame, 0, frame.length))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("zstd");
    }
  }

  @Test
  void aFrameWithoutItsSizeIsRead() throws IOException {
    // Given
    byte[] plain = text(300_000);
    var frame = new ByteArrayOutputStream();
    try (var output = new com.github.luben.zstd.ZstdOutputStreamNoFinalizer(frame)) {
      output.write(plain);
    }
    assertThat(com.github.luben.zstd.Zstd.getFrameContentSize(frame.toByteArray())).isNegative();

    // Then
    assertThat(zstd.decompress(frame.toByteArray(), 0, frame.size())).isEqualTo(plain);
  }

  @Test
  void noTruncatedFrameIsTakenForAWholeOne() {
    byte[] frame = zstd.compress(text(2000));
    for (int length = 0; length < frame.length; length++) {
      byte[] truncated = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> zstd.decompress(truncated, 0, truncated.length))
          .as("%d of %d bytes", length, frame.length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void mutatedFramesFailOnlyInTheAnnouncedWay() {
    byte[] frame = zstd.compress(text(3000));
    Random random = new Random(62);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = frame.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(zstd.decompress(mutated, 0, mutated.length)).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static byte[] text(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(4));
    }
    return bytes;
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
