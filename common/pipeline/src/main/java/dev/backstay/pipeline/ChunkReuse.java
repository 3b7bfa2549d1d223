package dev.backstay.pipeline;

import dev.backstay.engine.ByteRanges;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.tree.IdList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which chunks of a file stay as they were stored and which are read anew: a chunk stays when it
 * had the same extent, nothing of it changed, and the vault still holds it. Immutable.
 */
final class ChunkReuse {
  private final FixedCut before;
  private final BitSet kept;
  private final int count;
  private final long size;

  private ChunkReuse(FixedCut before, BitSet kept, int count, long size) {
    this.before = before;
    this.kept = kept;
    this.count = count;
    this.size = size;
  }

  /**
   * What of a file can stay.
   *
   * @param size that the file has now
   * @param changed every byte that may have changed since, as far as the file had it then
   */
  static ChunkReuse of(FixedCut before, long size, ByteRanges changed, Predicate<BlobId> held) {
    long chunkBytes = before.chunkBytes();
    int count = Math.toIntExact((size + chunkBytes - 1) / chunkBytes);
    BitSet kept = new BitSet(count);
    for (int chunk = 0; chunk < Math.min(count, before.chunks().size()); chunk++) {
      long from = chunk * chunkBytes;
      long end = Math.min(from + chunkBytes, size);
      boolean sameExtent = end == Math.min(from + chunkBytes, before.size());
      kept.set(
          chunk,
          sameExtent
              && !changed.touches(from, end - from)
              && held.test(before.chunks().get(chunk)));
    }
    return new ChunkReuse(before, kept, count, size);
  }

  /** What is to be read: whole chunks, but for the file's last one. */
  ByteRanges missing() {
    ByteRanges.Builder missing = ByteRanges.builder();
    for (int from = kept.nextClearBit(0); from < count; ) {
      int next = kept.nextSetBit(from);
      int to = next < 0 ? count : next;
      long offset = (long) from * before.chunkBytes();
      missing.add(offset, Math.min((long) to * before.chunkBytes(), size) - offset);
      from = kept.nextClearBit(to);
    }
    return missing.build();
  }

  /** The chunks of the whole file, given those of what was read. */
  List<BlobId> join(List<BlobId> read) {
    IdList.Builder whole = new IdList.Builder();
    int used = 0;
    for (int chunk = 0; chunk < count; chunk++) {
      whole.add(kept.get(chunk) ? before.chunks().get(chunk) : read.get(used++));
    }
    if (used != read.size()) {
      throw new IllegalArgumentException(
          "%d chunks were read where %d were missing".formatted(read.size(), used));
    }
    return whole.build();
  }
}
