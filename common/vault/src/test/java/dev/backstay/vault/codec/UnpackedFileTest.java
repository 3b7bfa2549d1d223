package dev.backstay.vault.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackedFileTest {
  private final SecureRandom random = new SecureRandom();
  private final Envelope envelope = new Envelope(MasterKey.generate(random), random);
  private final Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL);

  @AfterEach
  void close() {
    zstd.close();
  }

  @Test
  void whatIsEncodedDecodes() throws SealException, IOException {
    byte[] json = utf8("{\"time\":\"" + "0".repeat(1000) + "\"}");
    byte[] file = UnpackedFile.encode(json, zstd, envelope);
    assertThat(file.length).isLessThan(100);
    assertThat(UnpackedFile.decode(file, zstd, envelope)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]"})
  void oldFilesThatAreNotCompressedDecode(String json) throws SealException, IOException {
    byte[] file = envelope.seal(utf8(json));
    assertThat(UnpackedFile.decode(file, zstd, envelope)).isEqualTo(utf8(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0001{}", "\u0002", "\u0002{}", "x"})
  void anythingElseIsRefused(String plain) {
    byte[] file = envelope.seal(utf8(plain));
    assertThatThrownBy(() -> UnpackedFile.decode(file, zstd, envelope))
        .isInstanceOf(IOException.class);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
