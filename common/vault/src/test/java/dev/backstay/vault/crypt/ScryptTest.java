package dev.backstay.vault.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {
  @ParameterizedTest
  @CsvSource({"2,1,1", "16,1,1", "64,3,2", "1024,8,1", "256,8,5", "32768,8,1"})
  void derivesWhatTheLibraryDerives(int n, int r, int p) {
    // Given
    Random random = new Random(31L * n + r);
    byte[] password = new byte[1 + random.nextInt(100)];
    byte[] salt = new byte[64];
    random.nextBytes(password);
    random.nextBytes(salt);

    // When
    byte[] derived = Scrypt.derive(password, salt, new KeyDerivation(n, r, p, ""), 64);

    // Then
    assertThat(derived).isEqualTo(SCrypt.generate(password, salt, n, r, p, 64));
  }
}
