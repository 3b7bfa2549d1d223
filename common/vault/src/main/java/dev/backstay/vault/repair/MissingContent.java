package dev.backstay.vault.repair;

import dev.backstay.contract.BackstayException;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds what snapshots need and no index of the damaged vault knows, and brings it from the
 * replica: the index files that tell of it, with the packs they name.
 */
final class MissingContent {
  private final Vault replica;
  private final VaultObjects target;
  private final BlobIndex index;
  private final BlobIndex replicaIndex;
  private final SameNames sameNames;

  /** A blob that someone needs. */
  record Needed(BlobType type, BlobId id) {}

  MissingContent(
      Vault replica,
      VaultObjects target,
      BlobIndex index,
      BlobIndex replicaIndex,
      SameNames sameNames) {
    this.replica = replica;
    this.target = target;
    this.index = index;
    this.replicaIndex = replicaIndex;
    this.sameNames = sameNames;
  }

  /**
   * What the roots and the trees below them need and no index knows, and the files that name it.
   *
   * @param roots trees, and the snapshots that name them
   */
  Map<Needed, BlobName> find(Map<BlobId, BlobName> roots) {
    Map<Needed, BlobName> missing = new ConcurrentHashMap<>();
    roots.forEach((root, snapshot) -> note(BlobType.TREE, root, snapshot, missing));
    try (var blobs = new BlobReader(target, index, replica::bench)) {
      new TreeWalk(
              blobs,
              index,
              new TreeWalk.Visitor() {
                @Override
                public void tree(BlobId id, Tree tree) {
                  noteAll(id, tree, missing);
                }

                @Override
                public void unreadable(BlobId id, BackstayException why) {
                  // Its pack could not be rebuilt and is in the report.
                }
              })
          .walk(roots.keySet(), replica.options().crew().cores(), replica::bench);
    }
    return missing;
  }

  private void noteAll(BlobId id, Tree tree, Map<Needed, BlobName> missing) {
    BlobName by = ObjectKind.PACK.name(index.find(BlobType.TREE, id).orElseThrow().pack());
    for (Node node : tree.nodes()) {
      node.content().forEach(data -> note(BlobType.DATA, data, by, missing));
      if (node.subtree() != null) {
        note(BlobType.TREE, node.subtree(), by, missing);
      }
    }
  }

  private void note(BlobType type, BlobId id, BlobName by, Map<Needed, BlobName> missing) {
    if (!index.contains(type, id)) {
      missing.putIfAbsent(new Needed(type, id), by);
    }
  }

  /**
   * Brings index files of the replica that tell of these blobs, and the packs they name; whether
   * any came.
   *
   * @param withPacks whether packs are brought; else only index files whose packs are all here
   */
  boolean fetch(Set<Needed> missing, boolean withPacks) {
    Set<BlobId> packs = new HashSet<>();
    for (Needed needed : missing) {
      replicaIndex.findAll(needed.type(), needed.id()).stream()
          .map(IndexedBlob::pack)
          .forEach(packs::add);
    }
    Set<BlobId> present = new HashSet<>(SameNames.ids(target, ObjectKind.INDEX));
    boolean any = false;
    for (BlobId file : SameNames.ids(replica.objects(), ObjectKind.INDEX)) {
      if (!present.contains(file)) {
        any |= fetch(file, packs, withPacks);
      }
    }
    return any;
  }

  private boolean fetch(BlobId file, Set<BlobId> wanted, boolean withPacks) {
    List<IndexFile.Pack> contents;
    try {
      contents = IndexFile.decode(replica.objects().read(ObjectKind.INDEX, file));
    } catch (IOException e) {
      throw replica.objects().damaged(ObjectKind.INDEX, file, e.getMessage(), e);
    }
    if (contents.stream().noneMatch(pack -> wanted.contains(pack.id()))) {
      return false;
    }
    Set<BlobId> present = sameNames.intactPacks();
    for (IndexFile.Pack pack : contents) {
      boolean here =
          present.contains(pack.id()) || (withPacks && sameNames.mend(ObjectKind.PACK, pack.id()));
      if (!here) {
        return false;
      }
    }
    if (!sameNames.mend(ObjectKind.INDEX, file)) {
      return false;
    }
    contents.forEach(pack -> index.addPack(pack.id(), pack.blobs()));
    return true;
  }
}
