package dev.backstay.vault.crypt;

/**
 * Sealed bytes do not carry the tag they were stored with. Checked, so that whoever opens them
 * names the object.
 */
public final class SealException extends Exception {
  private static final long serialVersionUID = 1L;

  SealException(String message) {
    super(message);
  }
}
