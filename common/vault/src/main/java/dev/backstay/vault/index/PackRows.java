package dev.backstay.vault.index;

import dev.backstay.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The rows of an index, pack by pack: what each pack holds. Four bytes a row; a picture of the
 * moment it was made. Immutable.
 */
public final class PackRows {
  private final BlobIndex index;
  private final int[] starts;
  private final int[] rows;

  public PackRows(BlobIndex index) {
    this.index = index;
    int packs = index.packs().size();
    int size = index.size();
    starts = new int[packs + 1];
    for (int row = 0; row < size; row++) {
      starts[index.packNumberAt(row) + 1]++;
    }
    for (int pack = 0; pack < packs; pack++) {
      starts[pack + 1] += starts[pack];
    }
    int[] next = starts.clone();
    rows = new int[size];
    for (int row = 0; row < size; row++) {
      rows[next[index.packNumberAt(row)]++] = row;
    }
  }

  /** Shows the rows of the blobs of a pack. */
  public void forEach(int packNumber, IntConsumer consumer) {
    for (int i = starts[packNumber]; i < starts[packNumber + 1]; i++) {
      consumer.accept(rows[i]);
    }
  }

  /** What the index says a pack holds, in the order in which it lies there. */
  public List<PackedBlob> blobs(int packNumber) {
    List<PackedBlob> blobs = new ArrayList<>();
    forEach(packNumber, row -> blobs.add(index.at(row).blob()));
    blobs.sort(Comparator.comparingInt(PackedBlob::offset));
    return blobs;
  }
}
