package dev.backstay.pipeline;

import dev.backstay.contract.files.FileName;
import dev.backstay.engine.EntryPath;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.List;
import java.util.Optional;

/**
 * Finds single entries of one snapshot by their paths. Remembers the directory it looked into last,
 * so that entries of one directory cost one read. Confined to one thread.
 */
public final class SnapshotPath {
  private final VaultReader reader;
  private final BlobId root;
  private Optional<EntryPath> known = Optional.empty();
  private Optional<Tree> tree = Optional.empty();

  public SnapshotPath(VaultReader reader, BlobId root) {
    this.reader = reader;
    this.root = root;
  }

  /** The entry at a path; empty when nothing is there, or its directory is out of scope. */
  public Optional<Node> find(EntryPath path) {
    Optional<FileName> name = path.name();
    return name.isEmpty()
        ? Optional.empty()
        : directory(path).flatMap(tree -> tree.find(name.get()));
  }

  private Optional<Tree> directory(EntryPath path) {
    EntryPath parent = path.parent().orElse(EntryPath.ROOT);
    if (!known.equals(Optional.of(parent))) {
      tree = read(parent.names());
      known = Optional.of(parent);
    }
    return tree;
  }

  private Optional<Tree> read(List<FileName> names) {
    Optional<Tree> directory = read(root);
    for (FileName name : names) {
      directory =
          directory
              .flatMap(above -> above.find(name))
              .flatMap(node -> Optional.ofNullable(node.subtree()))
              .flatMap(this::read);
    }
    return directory;
  }

  private Optional<Tree> read(BlobId id) {
    return reader.knows(id) ? Optional.of(reader.tree(id)) : Optional.empty();
  }
}
