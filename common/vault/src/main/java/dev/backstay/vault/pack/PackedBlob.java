package dev.backstay.vault.pack;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;

/**
 * Where a blob lies in its pack.
 *
 * @param offset of its first sealed byte
 * @param length in sealed bytes
 * @param plainLength in plain bytes when it is compressed, 0 when it is not
 */
public record PackedBlob(BlobId id, BlobType type, int offset, int length, int plainLength) {
  public PackedBlob {
    if (offset < 0 || length <= Envelope.OVERHEAD || plainLength < 0) {
      throw new IllegalArgumentException(
          "a blob cannot lie at "
              + offset
              + " with length "
              + length
              + " and plain length "
              + plainLength);
    }
  }

  public boolean isCompressed() {
    return plainLength != 0;
  }

  /** Plain bytes of the blob. */
  public int size() {
    return plainLength != 0 ? plainLength : length - Envelope.OVERHEAD;
  }
}
