package dev.backstay.vault.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;

/**
 * One zstd frame for each piece of bytes. Confined to one thread at a time; holds native memory
 * until closed.
 */
public final class Zstd implements AutoCloseable {
  /** The fastest level: stronger ones gain little on what Backstay stores and cost much. */
  public static final int DEFAULT_LEVEL = 1;

  /** Plain bytes of one frame; a frame that claims more is refused before memory is taken. */
  public static final int MAX_PLAIN_BYTES = 256 << 20;

  private final ZstdCompressCtx compressor;
  private final ZstdDecompressCtx decompressor;

  public Zstd(int level) {
    compressor = new ZstdCompressCtx();
    compressor.setLevel(level);
    decompressor = new ZstdDecompressCtx();
  }

  /** How many bytes {@code length} plain bytes take at the worst. */
  public static int bound(int length) {
    return Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length));
  }

  /** Compresses into {@code target} from its start; how many bytes were written. */
  public int compress(byte[] plain, int from, int length, byte[] target) {
    return compress(plain, from, length, target, 0);
  }

  /** Compresses into {@code target} from {@code at} on; how many bytes were written. */
  public int compress(byte[] plain, int from, int length, byte[] target, int at) {
    return compressor.compressByteArray(target, at, target.length - at, plain, from, length);
  }

  /** Decompresses one frame into {@code target} from its start; how many bytes were written. */
  public int decompress(byte[] frame, int from, int length, byte[] target, int capacity)
      throws IOException {
    try {
      return decompressor.decompressByteArray(target, 0, capacity, frame, from, length);
    } catch (ZstdException e) {
      throw new IOException("zstd: " + e.getMessage(), e);
    }
  }

  /** Compresses a whole array. */
  public byte[] compress(byte[] plain) {
    byte[] target = new byte[bound(plain.length)];
    return Arrays.copyOf(target, compress(plain, 0, plain.length, target));
  }

  /** Decompresses a whole frame whose header tells the plain size. */
  public byte[] decompress(byte[] frame, int from, int length) throws IOException {
    if (length == 0) {
      throw new IOException("zstd: nothing where a frame should be");
    }
    long size = com.github.luben.zstd.Zstd.getFrameContentSize(frame, from, length);
    if (size < 0) {
      return decompressUnsized(frame, from, length);
    }
    if (size > MAX_PLAIN_BYTES) {
      throw new IOException("zstd: a frame of " + size + " bytes is over the limit");
    }
    byte[] plain = new byte[(int) size];
    int count = decompress(frame, from, length, plain, plain.length);
    if (count != plain.length) {
      throw new IOException("zstd: " + count + " bytes where the header says " + size);
    }
    return plain;
  }

  private byte[] decompressUnsized(byte[] frame, int from, int length) throws IOException {
    try (var input =
        new com.github.luben.zstd.ZstdInputStreamNoFinalizer(
            new java.io.ByteArrayInputStream(frame, from, length))) {
      byte[] plain = input.readNBytes(MAX_PLAIN_BYTES + 1);
      if (plain.length > MAX_PLAIN_BYTES) {
        throw new IOException(
            "zstd: a frame of more than " + MAX_PLAIN_BYTES + " bytes is over the limit");
      }
      return plain;
    }
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}
