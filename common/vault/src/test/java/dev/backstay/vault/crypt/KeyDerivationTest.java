package dev.backstay.vault.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDerivationTest {
  private static final HexFormat HEX = HexFormat.of();

  /** A vector of RFC 7914, section 12: encryption key, k and r are its bytes in this order. */
  @Test
  void keyIsThatOfTheStandard() {
    // Given
    String salt = Base64.getEncoder().encodeToString("NaCl".getBytes(StandardCharsets.US_ASCII));

    // When
    MasterKey key = new KeyDerivation(1024, 8, 16, salt).derive(Secret.of("password"));

    // Then
    assertThat(HEX.formatHex(key.encrypt()))
        .isEqualTo("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162");
    assertThat(HEX.formatHex(key.macK())).isEqualTo("2eaf30d92e22a3886ff109279d9830da");
    assertThat(HEX.formatHex(key.macR())).isEqualTo("c727afb94a83ee6d8360cbdfa2cc0640");
  }

  @Test
  void defaultCostsAreThoseOfRestic() {
    KeyDerivation derivation = KeyDerivation.generate(new SecureRandom());
    assertThat(derivation.n()).isEqualTo(1 << 15);
    assertThat(derivation.r()).isEqualTo(8);
    assertThat(derivation.p()).isEqualTo(1);
    assertThat(Base64.getDecoder().decode(derivation.salt())).hasSize(64);
  }

  /** A key file is not sealed: whoever can write one must not make us compute for hours. */
  @ParameterizedTest
  @CsvSource({
    "0, 8, 1",
    "1, 8, 1",
    "3, 8, 1",
    "-2147483648, 8, 1",
    "2097152, 8, 1",
    "32768, 0, 1",
    "32768, 33, 1",
    "32768, 8, 0",
    "32768, 8, 65",
    "1048576, 16, 1",
    "1048576, 8, 64"
  })
  void costsBeyondTheLimitsAreRefused(int n, int r, int p) {
    assertThatThrownBy(() -> new KeyDerivation(n, r, p, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scrypt costs");
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "32768, 8, 10", "65536, 8, 4", "1048576, 8, 1"})
  void costsThatOthersChooseAreAccepted(int n, int r, int p) {
    assertThat(new KeyDerivation(n, r, p, "").n()).isEqualTo(n);
  }
}
