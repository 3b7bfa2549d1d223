package dev.backstay.contract.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How objects are kept at an S3 destination.
 *
 * @param kmsKey the key of {@link Encryption#KMS}, unless the account's default
 * @param storageClass such as {@code STANDARD_IA}; without one the bucket's default
 */
public record S3Storage(
    Encryption encryption,
    Optional<String> kmsKey,
    Optional<String> storageClass,
    Optional<ObjectLock> objectLock) {
  private static final Set<String> FROZEN = Set.of("GLACIER", "DEEP_ARCHIVE");

  public S3Storage {
    if (kmsKey.isPresent() && encryption != Encryption.KMS) {
      throw new IllegalArgumentException("'kms-key' is only used with 'sse: aws:kms'");
    }
    if (storageClass.filter(FROZEN::contains).isPresent()) {
      throw new IllegalArgumentException(
          "'storage-class: %s' cannot be read without a thaw, so no backup in it could be proven"
              .formatted(storageClass.orElseThrow()));
    }
  }

  /** Encryption by the server, on top of the vault's own. */
  public enum Encryption {
    /** Whatever the bucket does by itself. */
    BUCKET_DEFAULT,
    AES256,
    KMS
  }

  /**
   * For how long the server refuses to delete or replace what was stored.
   *
   * @param keep counted from each put
   */
  public record ObjectLock(Mode mode, Duration keep) {
    /** Who may lift the lock early. */
    public enum Mode {
      /** Users with a special permission. */
      GOVERNANCE,
      /** Nobody. */
      COMPLIANCE
    }
  }
}
