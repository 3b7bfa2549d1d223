package dev.backstay.store.s3;

import java.util.Optional;

/**
 * What the server is asked to encrypt with at rest. The vault is encrypted anyway; this satisfies
 * bucket policies that demand it.
 */
public sealed interface S3Encryption {

  /** Nothing is asked for; the bucket's own default applies. */
  record BucketDefault() implements S3Encryption {}

  /** The server's own keys ({@code AES256}). */
  record Aes256() implements S3Encryption {}

  /** A key of the key management service ({@code aws:kms}), by default the account's. */
  record Kms(Optional<String> keyId) implements S3Encryption {}
}
