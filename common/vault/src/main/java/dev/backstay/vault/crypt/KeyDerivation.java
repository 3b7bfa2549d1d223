package dev.backstay.vault.crypt;

import dev.backstay.contract.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * How a password becomes the key that wraps a master key: scrypt with these costs and this salt.
 *
 * @param salt 64 bytes, in base64
 */
public record KeyDerivation(int n, int r, int p, String salt) {
  private static final int SALT_BYTES = 64;

  /** What restic also uses: about a tenth of a second and 32 MiB. */
  private static final int DEFAULT_N = 1 << 15;

  private static final int DEFAULT_R = 8;
  private static final int DEFAULT_P = 1;

  /** A key file that asks for more is hostile or broken: a gibibyte and a few seconds at most. */
  private static final long MAX_BYTES = 1L << 30;

  /** 64 times the default; restic on a fast machine chooses up to ten times. */
  private static final long MAX_WORK = 1L << 24;

  private static final int MAX_N = 1 << 20;

  private static final int MAX_R = 32;
  private static final int MAX_P = 64;

  public KeyDerivation {
    if (n < 2
        || n > MAX_N
        || Integer.bitCount(n) != 1
        || r < 1
        || r > MAX_R
        || p < 1
        || p > MAX_P) {
      throw new IllegalArgumentException(
          "scrypt costs N=" + n + " r=" + r + " p=" + p + " are out of bounds");
    }
    if (128L * n * r > MAX_BYTES || (long) n * r * p > MAX_WORK) {
      throw new IllegalArgumentException(
          "scrypt costs N=" + n + " r=" + r + " p=" + p + " ask for too much memory or time");
    }
  }

  /** The default costs with a new salt. */
  public static KeyDerivation generate(SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new KeyDerivation(
        DEFAULT_N, DEFAULT_R, DEFAULT_P, Base64.getEncoder().encodeToString(salt));
  }

  /** The key that the password gives. */
  public MasterKey derive(Secret password) {
    byte[] bytes =
        Scrypt.derive(password.bytes(), Base64.getDecoder().decode(salt), this, MasterKey.LENGTH);
    return MasterKey.of(bytes);
  }
}
