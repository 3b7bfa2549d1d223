package dev.backstay.vault.work;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.codec.Zstd;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackedBlob;
import java.io.IOException;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * What one worker needs for itself: digest, codec, seal and scratch buffers that grow to the
 * largest blob seen. Confined to one thread.
 */
public final class Workbench implements AutoCloseable {
  /**
   * Scratch buffers grow in steps of this, so that blobs of like size do not make them grow again.
   */
  private static final int STEP = 64 << 10;

  private final MessageDigest sha256 = VaultObjects.sha256();
  private final byte[] hash = new byte[BlobId.LENGTH];
  private final Zstd zstd;
  private final Envelope envelope;
  private byte[] frame = {};
  private byte[] opened = {};
  private byte[] plain = {};

  public Workbench(Zstd zstd, Envelope envelope) {
    this.zstd = zstd;
    this.envelope = envelope;
  }

  public Zstd zstd() {
    return zstd;
  }

  public Envelope envelope() {
    return envelope;
  }

  /** The id of bytes. */
  public BlobId hash(byte[] bytes, int from, int length) {
    sha256.update(bytes, from, length);
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 fits its own length", e);
    }
    return BlobId.read(hash, 0);
  }

  /** A buffer of at least {@code length} bytes for a compressed frame. */
  public byte[] frame(int length) {
    frame = atLeast(frame, length);
    return frame;
  }

  /** A buffer of at least {@code length} bytes for bytes just opened. */
  public byte[] opened(int length) {
    opened = atLeast(opened, length);
    return opened;
  }

  /** A buffer of at least {@code length} bytes for plain bytes. */
  public byte[] plain(int length) {
    plain = atLeast(plain, length);
    return plain;
  }

  /**
   * Opens and decompresses a blob that lies in {@code bytes} at {@code at}; its plain bytes are
   * then the first {@link PackedBlob#size()} of the returned array, which is this bench's own and
   * holds until its next use.
   */
  public byte[] decode(PackedBlob blob, byte[] bytes, int at) throws SealException, IOException {
    int openLength = blob.length() - Envelope.OVERHEAD;
    byte[] target = opened(openLength);
    envelope.open(bytes, at, blob.length(), target, 0);
    if (!blob.isCompressed()) {
      return target;
    }
    if (blob.plainLength() > Zstd.MAX_PLAIN_BYTES) {
      throw new IOException("a blob of " + blob.plainLength() + " bytes is over the limit");
    }
    byte[] plainTarget = plain(blob.plainLength());
    int count = zstd.decompress(target, 0, openLength, plainTarget, blob.plainLength());
    if (count != blob.plainLength()) {
      throw new IOException(
          "a blob of " + count + " bytes where " + blob.plainLength() + " are announced");
    }
    return plainTarget;
  }

  private static byte[] atLeast(byte[] buffer, int length) {
    return buffer.length >= length ? buffer : new byte[(length + STEP - 1) / STEP * STEP];
  }

  @Override
  public void close() {
    zstd.close();
  }
}
