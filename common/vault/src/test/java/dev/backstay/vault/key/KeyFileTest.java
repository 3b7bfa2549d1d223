package dev.backstay.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.Secret;
import dev.backstay.vault.crypt.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final int ROUNDS = 500 * Integer.getInteger("backstay.rounds", 4);

  private final SecureRandom random = new SecureRandom();
  private final MasterKey key = MasterKey.generate(random);
  private final KeyFile file =
      KeyFile.wrap(
          key, Secret.of("right"), new KeyFile.KeyOrigin(Instant.EPOCH, "user", "host"), random);

  @Test
  void onlyItsPasswordUnwraps() throws IOException {
    // When
    KeyFile decoded = KeyFile.decode(file.encode());

    // Then
    assertThat(decoded).isEqualTo(file);
    MasterKey unwrapped = decoded.unwrap(Secret.of("right"), random).orElseThrow();
    assertThat(unwrapped.encrypt()).isEqualTo(key.encrypt());
    assertThat(unwrapped.macK()).isEqualTo(key.macK());
    assertThat(unwrapped.macR()).isEqualTo(key.macR());
    assertThat(decoded.unwrap(Secret.of("wrong"), random)).isEmpty();
  }

  @Test
  void aDamagedWrapIsNotTakenForAWrongPassword() {
    KeyFile odd =
        new KeyFile(file.created(), "user", "host", file.derivation(), "not base64 at all!");
    assertThatThrownBy(() -> odd.unwrap(Secret.of("right"), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"kdf\":\"argon2\"}",
        "{\"kdf\":\"scrypt\",\"N\":\"many\",\"r\":8,\"p\":1}",
        "{\"kdf\":\"scrypt\",\"N\":1e9,\"r\":8,\"p\":1}",
        "{\"kdf\":\"scrypt\",\"N\":1073741824,\"r\":8,\"p\":1}",
        "{\"kdf\":\"scrypt\",\"N\":32768,\"r\":8,\"p\":1"
      })
  void nonsenseIsRefused(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> KeyFile.decode(bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void mutatedFilesFailOnlyInTheAnnouncedWay() {
    byte[] json = file.encode();
    Random seeded = new Random(9);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = json.clone();
      for (int i = 0; i <= seeded.nextInt(3); i++) {
        mutated[seeded.nextInt(mutated.length)] = (byte) seeded.nextInt();
      }
      try {
        assertThat(KeyFile.decode(Arrays.copyOf(mutated, mutated.length))).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void configIsReadAsWritten() throws IOException {
    VaultConfig config = VaultConfig.generate(random);
    assertThat(VaultConfig.decode(config.encode())).isEqualTo(config);
    assertThat(config.version()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\":2}",
        "{\"id\":\"short\",\"version\":2}",
        "{\"version\":\"two\"}",
        "{\"version\":2"
      })
  void configsThatSayTooLittleAreRefused(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> VaultConfig.decode(bytes)).isInstanceOf(IOException.class);
  }
}
