package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.work.ProgressMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which blobs the snapshots need, and from which pack each is to be taken where several hold it.
 * One bit a row. As a visitor it is called by several threads; all else by one, afterwards.
 */
final class Usage implements TreeWalk.Visitor {
  private final BlobIndex index;
  private final ProgressMeter meter;
  private final BitSet used = new BitSet();

  Usage(BlobIndex index, ProgressMeter meter) {
    this.index = index;
    this.meter = meter;
  }

  /** Notes a blob that is needed; refuses one that no index knows. */
  synchronized void need(BlobType type, BlobId id, String neededBy) {
    int row = index.rowOf(type, id);
    if (row == BlobIndex.ABSENT) {
      throw new BackstayException(
          ErrorCode.OBJECT_MISSING,
          "no index knows the %s blob %s that %s needs; nothing was deleted"
              .formatted(type.word(), id, neededBy));
    }
    used.set(row);
  }

  @Override
  public synchronized void tree(BlobId id, Tree tree) {
    String neededBy = "the tree " + id.shortHex();
    for (Node node : tree.nodes()) {
      node.content().forEach(data -> need(BlobType.DATA, data, neededBy));
      if (node.subtree() != null) {
        need(BlobType.TREE, node.subtree(), neededBy);
      }
    }
    meter.done(0);
  }

  @Override
  public void unreadable(BlobId id, BackstayException why) {
    throw new BackstayException(
        why.code(),
        "the tree %s cannot be read, so nobody knows what it needs; nothing was deleted"
            .formatted(id),
        why);
  }

  /**
   * Decides for each blob that lies in several packs from which one it is taken: from one that is
   * not marked before one that is, then from the one with the least waste, so that copies which an
   * interrupted prune left are used up.
   */
  void choosePlaces(PackRows rows, Set<BlobId> marked) {
    List<BlobId> packs = index.packs();
    double[] waste = new double[packs.size()];
    for (int pack = 0; pack < waste.length; pack++) {
      waste[pack] = wasteOf(rows, pack) + (marked.contains(packs.get(pack)) ? 1 : 0);
    }
    Map<Integer, Integer> better = new HashMap<>();
    for (int row = 0; row < index.size(); row++) {
      int first = firstRow(row);
      if (first != row && used.get(first)) {
        int best = better.getOrDefault(first, first);
        if (waste[index.packNumberAt(row)] < waste[index.packNumberAt(best)]) {
          better.put(first, row);
        }
      }
    }
    better.forEach((first, best) -> {
      used.clear(first);
      used.set(best);
    });
  }

  private double wasteOf(PackRows rows, int pack) {
    long[] bytes = {0, 0};
    rows.forEach(pack, row -> bytes[used.get(firstRow(row)) ? 1 : 0] += index.lengthAt(row));
    return (double) bytes[0] / Math.max(1, bytes[0] + bytes[1]);
  }

  private int firstRow(int row) {
    PackedBlob blob = index.at(row).blob();
    return index.rowOf(blob.type(), blob.id());
  }

  /** Whether a pack holds any blob that is needed, wherever else that blob may lie as well. */
  boolean isNeeded(PackRows rows, int pack) {
    boolean[] needed = {false};
    rows.forEach(pack, row -> needed[0] |= used.get(firstRow(row)));
    return needed[0];
  }

  /** The state of an indexed pack. */
  PackState state(PackRows rows, int pack, long size, Optional<Instant> marked) {
    long[] bytes = {0, 0};
    rows.forEach(pack, row -> bytes[used.get(row) ? 1 : 0] += index.lengthAt(row));
    return new PackState(index.packs().get(pack), size, true, bytes[1], bytes[0], marked);
  }

  /** The blobs that are to be taken from a pack. */
  List<PackedBlob> usedBlobs(PackRows rows, int pack) {
    List<PackedBlob> blobs = new ArrayList<>();
    rows.forEach(
        pack,
        row -> {
          if (used.get(row)) {
            blobs.add(index.at(row).blob());
          }
        });
    return blobs;
  }
}
