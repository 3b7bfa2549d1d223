package dev.backstay.store.s3;

/**
 * What a put sends for the server to verify before it acknowledges. It always travels as a header,
 * computed over the whole object; the S3 client's own trailing checksums are never used, because
 * many servers other than Amazon's refuse them.
 */
public enum S3Checksum {
  /**
   * {@code x-amz-checksum-sha256}. The server keeps it beside the object, where it can be compared
   * with a pack's name without reading the pack.
   */
  SHA256,
  /** {@code x-amz-checksum-crc32c}: a tenth of the processor time. */
  CRC32C,
  /** {@code Content-MD5}: for servers that know no other, or refuse the headers above. */
  CONTENT_MD5
}
