package dev.backstay.pipeline;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.tree.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A stored file that is cut every so many bytes, so that each of its chunks has a place of its own.
 *
 * @param chunks in order; all but the last are {@code chunkBytes} long
 * @param size of the file
 */
public record FixedCut(List<BlobId> chunks, long size, int chunkBytes) {
  /**
   * How a file was cut; empty when not so, or when the vault no longer knows all of it.
   *
   * @param sizes how long a chunk is, if it is known
   * @param preferred the chunk size of a file whose only chunk does not tell it
   */
  public static Optional<FixedCut> of(
      Node file, Function<BlobId, OptionalInt> sizes, int preferred) {
    List<BlobId> chunks = file.content();
    long size = file.entry().size();
    if (chunks.isEmpty()) {
      return Optional.empty();
    }
    int length = length(sizes, chunks.getFirst());
    int chunkBytes = chunks.size() > 1 ? length : Math.max(preferred, powerOfTwoAbove(length));
    if (!Chunking.Fixed.isPossible(chunkBytes)) {
      return Optional.empty();
    }
    long left = size;
    for (BlobId chunk : chunks) {
      if (length(sizes, chunk) != Math.min(left, chunkBytes)) {
        return Optional.empty();
      }
      left -= chunkBytes;
    }
    return left > 0 ? Optional.empty() : Optional.of(new FixedCut(chunks, size, chunkBytes));
  }

  private static int powerOfTwoAbove(int length) {
    return length <= 1 ? 1 : Integer.highestOneBit(length - 1) << 1;
  }

  private static int length(Function<BlobId, OptionalInt> sizes, BlobId chunk) {
    return sizes.apply(chunk).orElse(-1);
  }

  /** The chunking that cuts so. */
  public Chunking.Fixed chunking() {
    return new Chunking.Fixed(chunkBytes);
  }

  /** The chunk that holds the byte at an offset; empty behind the end. */
  public Optional<BlobId> at(long offset) {
    return offset >= 0 && offset < size
        ? Optional.of(chunks.get((int) (offset / chunkBytes)))
        : Optional.empty();
  }
}
