package dev.backstay.vault.crypt;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens bytes with one master key. Confined to one thread at a time.
 *
 * <pre>
 * sealed = iv(16) ciphertext(n) tag(16)      ciphertext: AES-256-CTR from iv
 * tag    = Poly1305 over the ciphertext, multiplier r, pad AES-128(k, iv)
 * </pre>
 */
public final class Envelope {
  /** How much longer sealed bytes are than plain ones. */
  public static final int OVERHEAD = 32;

  private static final int IV_BYTES = 16;

  /** JDK ciphers fed with larger pieces stay in the interpreter for seconds after a start. */
  private static final int SLICE_BYTES = 16 << 10;

  private final SecretKeySpec encryptKey;
  private final Cipher counter;
  private final Cipher block;
  private final Poly1305 authenticator;
  private final SecureRandom random;
  private final byte[] iv = new byte[IV_BYTES];
  private final byte[] pad = new byte[IV_BYTES];
  private final byte[] tag = new byte[Poly1305.TAG_BYTES];

  public Envelope(MasterKey key, SecureRandom random) {
    this.random = random;
    this.encryptKey = new SecretKeySpec(key.encrypt(), "AES");
    this.authenticator = new Poly1305(key.macR());
    try {
      counter = Cipher.getInstance("AES/CTR/NoPadding");
      block = Cipher.getInstance("AES/ECB/NoPadding");
      block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.macK(), "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  /**
   * Seals {@code length} bytes of {@code plain} into {@code target} at {@code at}; how many bytes
   * were written.
   */
  public int seal(byte[] plain, int from, int length, byte[] target, int at) {
    random.nextBytes(iv);
    System.arraycopy(iv, 0, target, at, IV_BYTES);
    crypt(plain, from, length, target, at + IV_BYTES);
    authenticate(target, at + IV_BYTES, length);
    System.arraycopy(tag, 0, target, at + IV_BYTES + length, tag.length);
    return length + OVERHEAD;
  }

  /** Seals a whole array. */
  public byte[] seal(byte[] plain) {
    byte[] sealed = new byte[plain.length + OVERHEAD];
    seal(plain, 0, plain.length, sealed, 0);
    return sealed;
  }

  /**
   * Verifies, then decrypts {@code length} sealed bytes into {@code target} at {@code at}; how many
   * bytes were written.
   */
  public int open(byte[] sealed, int from, int length, byte[] target, int at) throws SealException {
    int plain = length - OVERHEAD;
    if (plain < 0) {
      throw new SealException("only " + length + " bytes where a seal alone takes " + OVERHEAD);
    }
    System.arraycopy(sealed, from, iv, 0, IV_BYTES);
    authenticate(sealed, from + IV_BYTES, plain);
    int tagAt = from + IV_BYTES + plain;
    if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(sealed, tagAt, tagAt + tag.length))) {
      throw new SealException("the authentication tag does not match");
    }
    crypt(sealed, from + IV_BYTES, plain, target, at);
    return plain;
  }

  /** Opens a whole array. */
  public byte[] open(byte[] sealed) throws SealException {
    byte[] plain = new byte[Math.max(0, sealed.length - OVERHEAD)];
    open(sealed, 0, sealed.length, plain, 0);
    return plain;
  }

  private void crypt(byte[] input, int from, int length, byte[] target, int at) {
    try {
      counter.init(Cipher.ENCRYPT_MODE, encryptKey, new IvParameterSpec(iv));
      int done = 0;
      while (done < length) {
        int slice = Math.min(SLICE_BYTES, length - done);
        counter.update(input, from + done, slice, target, at + done);
        done += slice;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR has no input it refuses", e);
    }
  }

  private void authenticate(byte[] bytes, int from, int length) {
    try {
      block.update(iv, 0, IV_BYTES, pad, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES has no block it refuses", e);
    }
    authenticator.tag(bytes, from, length, pad, tag);
  }
}
