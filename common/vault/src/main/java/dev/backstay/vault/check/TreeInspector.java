package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.check.Findings.Harm;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.work.ProgressMeter;
import java.util.List;
import java.util.Set;

/** Looks whether everything that a directory names is indexed. Any thread may use it. */
final class TreeInspector implements TreeWalk.Visitor {
  private final BlobIndex index;
  private final Set<BlobId> listedPacks;
  private final Findings findings;
  private final ProgressMeter meter;

  TreeInspector(BlobIndex index, Set<BlobId> listedPacks, Findings findings, ProgressMeter meter) {
    this.index = index;
    this.listedPacks = listedPacks;
    this.findings = findings;
    this.meter = meter;
  }

  @Override
  public void tree(BlobId id, Tree tree) {
    int unknown = 0;
    String first = "";
    for (Node node : tree.nodes()) {
      for (BlobId data : node.content()) {
        if (!index.contains(BlobType.DATA, data)) {
          first = unknown == 0 ? "data blob " + data : first;
          unknown++;
        }
      }
      if (node.subtree() != null && !index.contains(BlobType.TREE, node.subtree())) {
        first = unknown == 0 ? "tree blob " + node.subtree() : first;
        unknown++;
      }
    }
    if (unknown > 0) {
      findings.add(
          ObjectKind.PACK,
          place(id).pack(),
          Damage.BLOBS_UNKNOWN,
          "the tree %s in it names %d blobs that no index knows, first the %s"
              .formatted(id, unknown, first),
          new Harm.OneBlob(BlobType.TREE, id));
    }
    meter.done(0);
  }

  @Override
  public void unreadable(BlobId id, BackstayException why) {
    List<IndexedBlob> places = index.findAll(BlobType.TREE, id);
    // A pack that is not there was found before, and is the better name for the same damage.
    if (places.stream().anyMatch(place -> listedPacks.contains(place.pack()))) {
      IndexedBlob place = places.getFirst();
      findings.add(
          ObjectKind.PACK,
          place.pack(),
          Damage.BLOB_BROKEN,
          "tree blob %s at offset %d is in no place intact: %s"
              .formatted(id, place.blob().offset(), why.getMessage()),
          new Harm.OneBlob(BlobType.TREE, id));
    }
    meter.done(0);
  }

  private IndexedBlob place(BlobId tree) {
    return index.findAll(BlobType.TREE, tree).getFirst();
  }
}
