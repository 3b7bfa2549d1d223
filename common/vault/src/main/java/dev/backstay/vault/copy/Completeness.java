package dev.backstay.vault.copy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorKind;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.FileCache;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeFold;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a replica already holds everything that a snapshot of the source needs, told by the
 * replica's own index and directories. Confined to one thread.
 */
final class Completeness implements TreeFold.Rule<Boolean>, AutoCloseable {
  private final Vault source;
  private final BlobIndex index;
  private final BlobReader blobs;
  private final TreeFold<Boolean> fold;

  Completeness(Vault source, VaultObjects replica) {
    this.source = source;
    this.index =
        new IndexLoader(
                replica,
                new FileCache(Optional.empty()),
                source::bench,
                source.options().crew().cores())
            .load()
            .index();
    this.blobs = new BlobReader(replica, index, source::bench);
    this.fold = new TreeFold<>(blobs, index, this);
  }

  /** Whether the snapshot can be read, and all below its tree is at the replica. */
  boolean isComplete(BlobId snapshot) {
    try {
      return fold.of(source.snapshots().read(snapshot).snapshot().tree());
    } catch (BackstayException e) {
      if (e.code().kind() != ErrorKind.INTEGRITY) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public Boolean tree(Tree tree, Function<BlobId, Boolean> subtree) {
    for (Node node : tree.nodes()) {
      boolean complete =
          node.content().stream().allMatch(data -> index.contains(BlobType.DATA, data))
              && (node.subtree() == null || subtree.apply(node.subtree()));
      if (!complete) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Boolean unreadable(BlobId id) {
    return false;
  }

  @Override
  public void close() {
    blobs.close();
  }
}
