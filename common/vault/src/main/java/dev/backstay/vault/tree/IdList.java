package dev.backstay.vault.tree;

import dev.backstay.vault.BlobId;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of blob ids in one flat array: 32 bytes an id, where a list of objects takes
 * 52. A large file has hundreds of thousands.
 */
public final class IdList extends AbstractList<BlobId> implements RandomAccess {
  /** The list without ids. */
  public static final IdList EMPTY = new IdList(new long[0]);

  private static final int WORDS = 4;

  private final long[] words;

  private IdList(long[] words) {
    this.words = words;
  }

  /** The same ids, immutable and flat; costs nothing when they are already. */
  public static IdList copyOf(Collection<BlobId> ids) {
    if (ids instanceof IdList list) {
      return list;
    }
    Builder builder = new Builder(ids.size());
    ids.forEach(builder::add);
    return builder.build();
  }

  @Override
  public BlobId get(int index) {
    int at = WORDS * Objects.checkIndex(index, size());
    return new BlobId(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  @Override
  public int size() {
    return words.length / WORDS;
  }

  /** Collects ids in order. Confined to one thread; after {@link #build} it starts empty again. */
  public static final class Builder {
    private long[] words;
    private int used;

    public Builder() {
      this(0);
    }

    Builder(int expected) {
      words = new long[Math.multiplyExact(WORDS, expected)];
    }

    public void add(BlobId id) {
      if (used == words.length) {
        int half = words.length / (2 * WORDS) * WORDS;
        words = Arrays.copyOf(words, Math.addExact(used, Math.max(WORDS, half)));
      }
      words[used] = id.a();
      words[used + 1] = id.b();
      words[used + 2] = id.c();
      words[used + 3] = id.d();
      used += WORDS;
    }

    /** How many ids were added. */
    public int size() {
      return used / WORDS;
    }

    public IdList build() {
      IdList list =
          used == 0 ? EMPTY : new IdList(used == words.length ? words : Arrays.copyOf(words, used));
      words = EMPTY.words;
      used = 0;
      return list;
    }
  }
}
