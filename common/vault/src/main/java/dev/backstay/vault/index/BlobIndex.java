package dev.backstay.vault.index;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where every blob of a vault lies, in memory. A blob may lie in several packs; all places are
 * kept.
 *
 * <p>Flat arrays in pages hold 48 bytes a blob, an open-addressed table of row numbers 4 bytes a
 * slot; together well under the budget of 100 bytes a blob even while the table doubles. Any number
 * of threads may use it.
 */
public final class BlobIndex {
  /**
   * Pages of 256 KiB: an array of half a collector's region, which is one MiB in heaps below two
   * GiB, takes a whole region for itself.
   */
  private static final int PAGE_BITS = 13;

  private static final int PAGE_ROWS = 1 << PAGE_BITS;
  private static final int PAGE_MASK = PAGE_ROWS - 1;
  private static final int ID_WORDS = 4;
  private static final int PLACE_WORDS = 4;
  private static final int TREE_FLAG = 1 << 31;
  private static final int FREE = -1;
  private static final int MIN_SLOTS = 1 << 10;

  /** No row: the blob is not indexed. */
  public static final int ABSENT = -1;

  private final List<long[]> ids = new ArrayList<>();
  private final List<int[]> places = new ArrayList<>();
  private final List<BlobId> packs = new ArrayList<>();
  private final Map<BlobId, Integer> packNumbers = new HashMap<>();
  private int[] slots = newSlots(MIN_SLOTS);
  private int rows;

  /** Adds a place of a blob; the same place twice counts once. */
  public synchronized void add(BlobId pack, PackedBlob blob) {
    int packNumber = packNumbers.computeIfAbsent(pack, this::newPack);
    int slot = slotOf(blob.id());
    for (; slots[slot] != FREE; slot = (slot + 1) & (slots.length - 1)) {
      int row = slots[slot];
      if (isPlaceAt(row, packNumber, blob)) {
        return;
      }
    }
    slots[slot] = append(packNumber, blob);
    if (rows > slots.length / 4 * 3) {
      grow();
    }
  }

  /** Adds every blob of a pack. */
  public synchronized void addPack(BlobId pack, List<PackedBlob> blobs) {
    packNumbers.computeIfAbsent(pack, this::newPack);
    blobs.forEach(blob -> add(pack, blob));
  }

  /** A place of the blob, the first that was added. */
  public synchronized Optional<IndexedBlob> find(BlobType type, BlobId id) {
    int row = rowOf(type, id);
    return row == ABSENT ? Optional.empty() : Optional.of(at(row));
  }

  /** Whether the blob is indexed. */
  public synchronized boolean contains(BlobType type, BlobId id) {
    return rowOf(type, id) != ABSENT;
  }

  /**
   * The row of the blob's first place, or {@link #ABSENT}. Rows are numbered from 0 in the order of
   * addition.
   */
  public synchronized int rowOf(BlobType type, BlobId id) {
    for (int slot = slotOf(id); slots[slot] != FREE; slot = (slot + 1) & (slots.length - 1)) {
      int row = slots[slot];
      if (isBlobAt(row, type, id)) {
        return row;
      }
    }
    return ABSENT;
  }

  /** Every place of the blob, in the order of addition as far as nothing was added twice. */
  public synchronized List<IndexedBlob> findAll(BlobType type, BlobId id) {
    List<IndexedBlob> found = new ArrayList<>(1);
    for (int slot = slotOf(id); slots[slot] != FREE; slot = (slot + 1) & (slots.length - 1)) {
      int row = slots[slot];
      if (isBlobAt(row, type, id)) {
        found.add(at(row));
      }
    }
    return found;
  }

  /** What a row holds. */
  public synchronized IndexedBlob at(int row) {
    int[] place = places.get(row >>> PAGE_BITS);
    int at = (row & PAGE_MASK) * PLACE_WORDS;
    int plain = place[at + 3];
    BlobType type = (plain & TREE_FLAG) != 0 ? BlobType.TREE : BlobType.DATA;
    return new IndexedBlob(
        packs.get(place[at]),
        new PackedBlob(idAt(row), type, place[at + 1], place[at + 2], plain & ~TREE_FLAG));
  }

  /** The number of the pack that a row lies in: an index into {@link #packs()}. */
  public synchronized int packNumberAt(int row) {
    return places.get(row >>> PAGE_BITS)[(row & PAGE_MASK) * PLACE_WORDS];
  }

  /** Sealed bytes of the blob of a row. */
  public synchronized int lengthAt(int row) {
    return places.get(row >>> PAGE_BITS)[(row & PAGE_MASK) * PLACE_WORDS + 2];
  }

  /** How many places of blobs are indexed. */
  public synchronized int size() {
    return rows;
  }

  /** Every pack that is indexed, in the order of addition. */
  public synchronized List<BlobId> packs() {
    return List.copyOf(packs);
  }

  public synchronized boolean containsPack(BlobId pack) {
    return packNumbers.containsKey(pack);
  }

  /** The number of a pack, its place in {@link #packs()}, if it is indexed. */
  public synchronized OptionalInt packNumber(BlobId pack) {
    Integer number = packNumbers.get(pack);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private int newPack(BlobId pack) {
    packs.add(pack);
    return packs.size() - 1;
  }

  private int append(int packNumber, PackedBlob blob) {
    int row = rows;
    if ((row & PAGE_MASK) == 0) {
      ids.add(new long[PAGE_ROWS * ID_WORDS]);
      places.add(new int[PAGE_ROWS * PLACE_WORDS]);
    }
    long[] words = ids.get(row >>> PAGE_BITS);
    int at = (row & PAGE_MASK) * ID_WORDS;
    words[at] = blob.id().a();
    words[at + 1] = blob.id().b();
    words[at + 2] = blob.id().c();
    words[at + 3] = blob.id().d();
    int[] place = places.get(row >>> PAGE_BITS);
    at = (row & PAGE_MASK) * PLACE_WORDS;
    place[at] = packNumber;
    place[at + 1] = blob.offset();
    place[at + 2] = blob.length();
    place[at + 3] = blob.plainLength() | (blob.type() == BlobType.TREE ? TREE_FLAG : 0);
    rows++;
    return row;
  }

  private boolean isPlaceAt(int row, int packNumber, PackedBlob blob) {
    int[] place = places.get(row >>> PAGE_BITS);
    int at = (row & PAGE_MASK) * PLACE_WORDS;
    return place[at] == packNumber
        && place[at + 1] == blob.offset()
        && isBlobAt(row, blob.type(), blob.id());
  }

  private boolean isBlobAt(int row, BlobType type, BlobId id) {
    long[] words = ids.get(row >>> PAGE_BITS);
    int at = (row & PAGE_MASK) * ID_WORDS;
    if (words[at] != id.a()
        || words[at + 1] != id.b()
        || words[at + 2] != id.c()
        || words[at + 3] != id.d()) {
      return false;
    }
    int plain = places.get(row >>> PAGE_BITS)[(row & PAGE_MASK) * PLACE_WORDS + 3];
    return ((plain & TREE_FLAG) != 0) == (type == BlobType.TREE);
  }

  private BlobId idAt(int row) {
    long[] words = ids.get(row >>> PAGE_BITS);
    int at = (row & PAGE_MASK) * ID_WORDS;
    return new BlobId(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  private int slotOf(BlobId id) {
    return (int) id.b() & (slots.length - 1); // a hash already
  }

  private void grow() {
    slots = newSlots(Math.multiplyExact(slots.length, 2));
    for (int row = 0; row < rows; row++) {
      int slot =
          (int) ids.get(row >>> PAGE_BITS)[(row & PAGE_MASK) * ID_WORDS + 1] & (slots.length - 1);
      while (slots[slot] != FREE) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = row;
    }
  }

  private static int[] newSlots(int count) {
    int[] slots = new int[count];
    Arrays.fill(slots, FREE);
    return slots;
  }
}
