package dev.backstay.engine.postgres;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The blocks of one fork of a relation that have changed since some moment. From the limit block on
 * all have: the relation was made, truncated or extended there. Numbers count over the whole fork,
 * whatever segment they lie in. Immutable; takes one bit a block of the pieces that hold any.
 */
public final class BlockSet {
  /** No limit: PostgreSQL's invalid block number, which no block has. */
  public static final long NO_LIMIT = 0xFFFF_FFFFL;

  /** Nothing changed. */
  public static final BlockSet NONE = new BlockSet(new TreeMap<>(), NO_LIMIT);

  /** Everything did. */
  public static final BlockSet ALL = new BlockSet(new TreeMap<>(), 0);

  /** Blocks of one piece: 1 GiB of blocks of 8 KiB, so that a segment is mostly one piece. */
  private static final int PIECE_SHIFT = 17;

  private static final int PIECE_MASK = (1 << PIECE_SHIFT) - 1;

  /** {@code count} blocks from {@code first}. */
  public record BlockRange(long first, long count) {
    public BlockRange {
      if (first < 0 || count <= 0) {
        throw new IllegalArgumentException("no range of blocks: " + first + " + " + count);
      }
    }

    /** The number behind the last block. */
    public long end() {
      return first + count;
    }
  }

  /** Collects blocks in any order; for one thread. */
  public static final class Builder {
    private final TreeMap<Integer, BitSet> pieces = new TreeMap<>();
    private long limit = NO_LIMIT;

    public Builder add(long block) {
      pieces
          .computeIfAbsent((int) (block >>> PIECE_SHIFT), _ -> new BitSet())
          .set((int) block & PIECE_MASK);
      return this;
    }

    public Builder add(BlockRange range) {
      for (long block = range.first(); block < range.end(); block++) {
        add(block);
      }
      return this;
    }

    /** Everything from a block on; the lowest limit counts. */
    public Builder limit(long block) {
      limit = Math.min(limit, block);
      return this;
    }

    public Builder addAll(BlockSet other) {
      other.pieces.forEach(
          (piece, bits) -> pieces.computeIfAbsent(piece, _ -> new BitSet()).or(bits));
      return limit(other.limit);
    }

    public BlockSet build() {
      TreeMap<Integer, BitSet> copy = new TreeMap<>();
      pieces.forEach((piece, bits) -> copy.put(piece, (BitSet) bits.clone()));
      return new BlockSet(copy, limit);
    }
  }

  private final NavigableMap<Integer, BitSet> pieces;
  private final long limit;

  private BlockSet(NavigableMap<Integer, BitSet> pieces, long limit) {
    this.pieces = pieces;
    this.limit = limit;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** These ranges, in any order, and everything from the limit on. */
  public static BlockSet of(Collection<BlockRange> ranges, long limit) {
    Builder builder = builder().limit(limit);
    ranges.forEach(builder::add);
    return builder.build();
  }

  /** From which block on all have changed; {@link #NO_LIMIT} when there is none. */
  public long limit() {
    return limit;
  }

  public boolean contains(long block) {
    if (block >= limit) {
      return true;
    }
    BitSet bits = pieces.get((int) (block >>> PIECE_SHIFT));
    return bits != null && bits.get((int) block & PIECE_MASK);
  }

  /**
   * The changed blocks from {@code first} to before {@code end}, as rising ranges that never touch.
   */
  public List<BlockRange> rangesWithin(long first, long end) {
    Ranges ranges = new Ranges();
    long beforeLimit = Math.min(end, limit);
    if (first < beforeLimit) {
      int lowest = (int) (first >>> PIECE_SHIFT);
      int highest = (int) ((beforeLimit - 1) >>> PIECE_SHIFT);
      for (Map.Entry<Integer, BitSet> piece :
          pieces.subMap(lowest, true, highest, true).entrySet()) {
        long base = (long) piece.getKey() << PIECE_SHIFT;
        BitSet bits = piece.getValue();
        int from = (int) Math.max(0, first - base);
        for (int bit = bits.nextSetBit(from); bit >= 0; ) {
          int clear = bits.nextClearBit(bit);
          ranges.add(base + bit, Math.min(base + clear, beforeLimit));
          bit = base + clear >= beforeLimit ? -1 : bits.nextSetBit(clear);
        }
      }
    }
    ranges.add(Math.max(first, limit), end);
    return List.copyOf(ranges.found);
  }

  /** How many blocks below the limit have changed. */
  public long count() {
    return pieces.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** Joins what touches. */
  private static final class Ranges {
    final List<BlockRange> found = new ArrayList<>();

    void add(long first, long end) {
      if (first >= end) {
        return;
      }
      BlockRange last = found.isEmpty() ? null : found.getLast();
      if (last != null && last.end() >= first) {
        found.set(found.size() - 1, new BlockRange(last.first(), end - last.first()));
      } else {
        found.add(new BlockRange(first, end - first));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockSet set && limit == set.limit && pieces.equals(set.pieces);
  }

  @Override
  public int hashCode() {
    return 31 * pieces.hashCode() + Long.hashCode(limit);
  }

  @Override
  public String toString() {
    return count() + " blocks" + (limit == NO_LIMIT ? "" : " and all from " + limit);
  }
}
