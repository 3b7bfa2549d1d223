package dev.backstay.vault.pack;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a pack, which tells what is in it.
 *
 * <pre>
 * pack   = blob* sealed(entry*) header-length(uint32 LE, of the sealed header)
 * entry  = 0x00 length(uint32 LE) id(32)                        data, not compressed
 *        | 0x01 length id                                       tree, not compressed
 *        | 0x02 length plain-length(uint32 LE) id               data, compressed
 *        | 0x03 length plain-length id                          tree, compressed
 * </pre>
 */
public final class PackHeader {
  private static final int PLAIN_ENTRY = 1 + 4 + BlobId.LENGTH;
  private static final int COMPRESSED_ENTRY = PLAIN_ENTRY + 4;
  private static final int LENGTH_BYTES = 4;

  /** A header that claims more is refused: restic itself stops at 16 MiB. */
  private static final int MAX_HEADER_BYTES = 16 << 20;

  /** No pack holds more: its header could not be read. Large packs of tiny files get there. */
  static final int MAX_BLOBS =
      (MAX_HEADER_BYTES - Envelope.OVERHEAD - LENGTH_BYTES) / COMPRESSED_ENTRY;

  private PackHeader() {}

  /** How many bytes a pack of {@code blobs} blobs needs after them at most. */
  public static int maxBytes(int blobs) {
    return blobs * COMPRESSED_ENTRY + Envelope.OVERHEAD + LENGTH_BYTES;
  }

  /** How long the pack of these blobs is, given in the order in which they lie there. */
  public static long packBytes(List<PackedBlob> blobs) {
    long bytes = (long) Envelope.OVERHEAD + LENGTH_BYTES;
    for (PackedBlob blob : blobs) {
      bytes += blob.isCompressed() ? COMPRESSED_ENTRY : PLAIN_ENTRY;
    }
    return blobs.isEmpty() ? bytes : bytes + blobs.getLast().offset() + blobs.getLast().length();
  }

  /**
   * Writes the header of these blobs to {@code target} at {@code at}; how many bytes were written.
   */
  static int write(List<PackedBlob> blobs, Envelope envelope, byte[] target, int at) {
    ByteBuffer plain =
        ByteBuffer.allocate(blobs.size() * COMPRESSED_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    byte[] id = new byte[BlobId.LENGTH];
    for (PackedBlob blob : blobs) {
      plain.put((byte) (blob.type().number() + (blob.isCompressed() ? BlobType.COMPRESSED : 0)));
      plain.putInt(blob.length());
      if (blob.isCompressed()) {
        plain.putInt(blob.plainLength());
      }
      blob.id().write(id, 0);
      plain.put(id);
    }
    int sealed = envelope.seal(plain.array(), 0, plain.position(), target, at);
    ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).putInt(at + sealed, sealed);
    return sealed + LENGTH_BYTES;
  }

  /** What the pack in the first {@code packLength} bytes of a buffer says it holds, in order. */
  public static List<PackedBlob> read(byte[] pack, int packLength, Envelope envelope)
      throws SealException, IOException {
    int trailer = trailerBytes(pack, packLength);
    byte[] plain = new byte[trailer - LENGTH_BYTES - Envelope.OVERHEAD];
    envelope.open(pack, packLength - trailer, trailer - LENGTH_BYTES, plain, 0);
    List<PackedBlob> blobs = entries(plain);
    long end = blobs.isEmpty() ? 0 : (long) blobs.getLast().offset() + blobs.getLast().length();
    if (end != packLength - trailer) {
      throw new IOException(
          "the header describes %d bytes of blobs where there are %d"
              .formatted(end, packLength - trailer));
    }
    return blobs;
  }

  private static int trailerBytes(byte[] pack, int packLength) throws IOException {
    if (packLength < LENGTH_BYTES) {
      throw new IOException("a pack of " + packLength + " bytes has no header");
    }
    int sealed =
        ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN).getInt(packLength - LENGTH_BYTES);
    if (sealed <= Envelope.OVERHEAD
        || sealed > MAX_HEADER_BYTES
        || sealed > packLength - LENGTH_BYTES) {
      throw new IOException("a pack of " + packLength + " bytes cannot have a header of " + sealed);
    }
    return sealed + LENGTH_BYTES;
  }

  private static List<PackedBlob> entries(byte[] plain) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    List<PackedBlob> blobs = new ArrayList<>();
    int offset = 0;
    while (header.hasRemaining()) {
      int kind = header.get() & 0xff;
      boolean compressed = (kind & BlobType.COMPRESSED) != 0;
      if (kind > 3 || header.remaining() < (compressed ? COMPRESSED_ENTRY : PLAIN_ENTRY) - 1) {
        throw new IOException(
            "a header entry of type " + kind + " with " + header.remaining() + " bytes left");
      }
      int length = header.getInt();
      int plainLength = compressed ? header.getInt() : 0;
      BlobType type = (kind & 1) == 0 ? BlobType.DATA : BlobType.TREE;
      if (length <= Envelope.OVERHEAD
          || offset > Integer.MAX_VALUE - length
          || plainLength < (compressed ? 1 : 0)) {
        throw new IOException(
            "a header entry of length " + length + " and plain length " + plainLength);
      }
      blobs.add(
          new PackedBlob(BlobId.read(plain, header.position()), type, offset, length, plainLength));
      header.position(header.position() + BlobId.LENGTH);
      offset += length;
    }
    return blobs;
  }
}
