package dev.backstay.store.s3;

/** Where the bucket's name goes in a request. */
public enum S3Addressing {
  /** Into the path when an endpoint is given, else into the host's name. */
  AUTOMATIC,
  /** {@code https://host/bucket/key}: what servers without wildcard names in DNS need. */
  PATH,
  /** {@code https://bucket.host/key}. */
  VIRTUAL_HOST
}
