package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The directories of the snapshot before, walked beside a capture, to tell what is known of the
 * files already. Confined to the capture's thread.
 */
final class ParentTrees {
  private static final Tree NONE = new Tree(List.of());

  private final VaultWriter writer;
  private final Deque<Tree> path = new ArrayDeque<>();

  ParentTrees(VaultWriter writer, Optional<BlobId> root) {
    this.writer = writer;
    path.push(root.map(this::read).orElse(NONE));
  }

  private ParentTrees(VaultWriter writer, Tree tree) {
    this.writer = writer;
    path.push(tree);
  }

  /** The same from the current directory on, for another walk. */
  ParentTrees here() {
    return new ParentTrees(writer, path.element());
  }

  void enter(FileEntry directory) {
    Tree tree =
        path.element().find(directory.name()).map(Node::subtree).map(this::read).orElse(NONE);
    path.push(tree);
  }

  /** A directory out of the writer's scope is one that nothing is known of. */
  private Tree read(BlobId tree) {
    return writer.reader().knows(tree) ? writer.reader().tree(tree) : NONE;
  }

  void leave() {
    path.pop();
  }

  /** What the snapshot before holds under this name in the current directory. */
  Optional<Node> find(FileEntry entry) {
    return path.element().find(entry.name());
  }

  /** Whether the vault still holds all the content a file had. */
  boolean holds(Node before) {
    return before.content().stream().allMatch(writer::holds);
  }
}
