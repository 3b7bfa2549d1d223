package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects on a walk every pack in which a blob of the walked trees lies, by the word of the index,
 * and hands each tree on. Any thread may use it.
 */
final class NeededPacks implements TreeWalk.Visitor {
  private final BlobIndex index;
  private final TreeWalk.Visitor next;
  private final BitSet numbers = new BitSet();

  NeededPacks(BlobIndex index, TreeWalk.Visitor next) {
    this.index = index;
    this.next = next;
  }

  /** Adds every pack that holds a blob. */
  synchronized void add(BlobType type, BlobId id) {
    for (IndexedBlob place : index.findAll(type, id)) {
      index.packNumber(place.pack()).ifPresent(numbers::set);
    }
  }

  /** The packs collected so far. */
  synchronized Set<BlobId> packs() {
    List<BlobId> all = index.packs();
    Set<BlobId> packs = new HashSet<>();
    numbers.stream().forEach(number -> packs.add(all.get(number)));
    return packs;
  }

  @Override
  public void tree(BlobId id, Tree tree) {
    for (Node node : tree.nodes()) {
      node.content().forEach(data -> add(BlobType.DATA, data));
      if (node.subtree() != null) {
        add(BlobType.TREE, node.subtree());
      }
    }
    next.tree(id, tree);
  }

  @Override
  public void unreadable(BlobId id, BackstayException why) {
    next.unreadable(id, why);
  }
}
