package dev.backstay.vault;

/**
 * How a stream of bytes is cut into blobs. Readers accept any cut; the choice decides deduplication
 * and index size.
 */
public sealed interface Chunking {
  /**
   * Where content moves (files, dumps): cut by content, so an insertion changes only the blobs
   * around it.
   */
  Chunking FILES = new ContentDefined(512 << 10, 1 << 20, 4 << 20);

  /** For dumps, where small changes are scattered. */
  Chunking DUMPS = new ContentDefined(32 << 10, 64 << 10, 256 << 10);

  /** No blob is longer, whatever the chunking. */
  int MAX_CHUNK_BYTES = 4 << 20;

  /** The longest blob this chunking cuts. */
  int maxBytes();

  /** Where content stays in place (database pages): a cut every {@code bytes}. */
  record Fixed(int bytes) implements Chunking {
    public Fixed {
      if (!isPossible(bytes)) {
        throw new IllegalArgumentException(
            "fixed chunks are a power of two from 4 KiB to 4 MiB, not " + bytes);
      }
    }

    /** Whether chunks can have this length. */
    public static boolean isPossible(int bytes) {
      return bytes >= 4 << 10 && bytes <= MAX_CHUNK_BYTES && Integer.bitCount(bytes) == 1;
    }

    @Override
    public int maxBytes() {
      return bytes;
    }
  }

  /**
   * FastCDC: cuts where the content says so, between {@code minBytes} and {@code maxBytes}, about
   * {@code averageBytes} apart.
   */
  record ContentDefined(int minBytes, int averageBytes, int maxBytes) implements Chunking {
    public ContentDefined {
      if (minBytes < 1 << 10
          || minBytes > averageBytes
          || averageBytes > maxBytes
          || maxBytes > MAX_CHUNK_BYTES
          || Integer.bitCount(averageBytes) != 1) {
        throw new IllegalArgumentException(
            "content-defined chunks need 1 KiB <= min <= average (a power of two) <= max <= 4 MiB");
      }
    }
  }
}
