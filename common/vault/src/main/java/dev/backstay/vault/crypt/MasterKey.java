package dev.backstay.vault.crypt;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key of a vault: 32 bytes that encrypt, and k and r, 16 bytes each, that authenticate. Never
 * printed.
 */
public final class MasterKey {
  static final int ENCRYPT_BYTES = 32;
  static final int MAC_BYTES = 16;

  /** Bytes of a master key in one piece: encryption key, k, r. */
  public static final int LENGTH = ENCRYPT_BYTES + 2 * MAC_BYTES;

  private final byte[] encrypt;
  private final byte[] macK;
  private final byte[] macR;

  private MasterKey(byte[] encrypt, byte[] macK, byte[] macR) {
    this.encrypt = encrypt;
    this.macK = macK;
    this.macR = macR;
  }

  /** A new random key. */
  public static MasterKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return of(bytes);
  }

  /** The key whose encryption key, k and r lie in {@code bytes} one after the other. */
  public static MasterKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a master key has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new MasterKey(
        Arrays.copyOfRange(bytes, 0, ENCRYPT_BYTES),
        Arrays.copyOfRange(bytes, ENCRYPT_BYTES, ENCRYPT_BYTES + MAC_BYTES),
        Arrays.copyOfRange(bytes, ENCRYPT_BYTES + MAC_BYTES, LENGTH));
  }

  /** A copy of the encryption key. */
  public byte[] encrypt() {
    return encrypt.clone();
  }

  /** A copy of k, the AES key of the authenticator. */
  public byte[] macK() {
    return macK.clone();
  }

  /** A copy of r, the multiplier of the authenticator; not clamped. */
  public byte[] macR() {
    return macR.clone();
  }

  @Override
  public String toString() {
    return "***";
  }
}
