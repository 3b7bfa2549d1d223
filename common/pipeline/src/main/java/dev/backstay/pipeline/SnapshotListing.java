package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PathPatterns;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.List;

/** Walks the tree of a snapshot, depth first, in the order of names. */
public final class SnapshotListing {
  private final VaultReader reader;
  private final PathPatterns includes;
  private final Visitor visitor;

  /** Is shown the entries of a snapshot. */
  public interface Visitor {
    /** An entry; a directory before what is in it. */
    void visit(EntryPath path, Node node);

    /** A directory whose tree cannot be read, so that nothing below it is shown. */
    void unreadable(EntryPath path, BackstayException cause);
  }

  private SnapshotListing(VaultReader reader, PathPatterns includes, Visitor visitor) {
    this.reader = reader;
    this.includes = includes;
    this.visitor = visitor;
  }

  /**
   * Shows every entry that a pattern selects, with everything below it and the directories that
   * lead to it; without patterns every entry.
   */
  public static void walk(
      VaultReader reader, StoredSnapshot snapshot, List<String> includes, Visitor visitor) {
    new SnapshotListing(reader, PathPatterns.of(includes), visitor)
        .directory(EntryPath.ROOT, snapshot.snapshot().tree(), includes.isEmpty());
  }

  /** Whether anything was shown. */
  private boolean directory(EntryPath path, BlobId treeId, boolean selected) {
    Tree tree;
    try {
      tree = reader.tree(treeId);
    } catch (BackstayException e) {
      visitor.unreadable(path, e);
      return true;
    }
    boolean shown = false;
    for (Node node : tree.nodes()) {
      shown |= entry(path.child(node.entry().name()), node, selected);
    }
    return shown;
  }

  private boolean entry(EntryPath path, Node node, boolean parentSelected) {
    BlobId subtree = node.subtree();
    boolean selected = parentSelected || includes.matches(path, subtree != null);
    if (subtree == null) {
      if (selected) {
        visitor.visit(path, node);
      }
      return selected;
    }
    if (selected) {
      visitor.visit(path, node);
      directory(path, subtree, true);
      return true;
    }
    if (!selectsBelow(subtree, path)) {
      return false;
    }
    visitor.visit(path, node);
    return directory(path, subtree, false);
  }

  private boolean selectsBelow(BlobId treeId, EntryPath path) {
    Tree tree;
    try {
      tree = reader.tree(treeId);
    } catch (BackstayException e) {
      visitor.unreadable(path, e);
      return false;
    }
    for (Node node : tree.nodes()) {
      EntryPath child = path.child(node.entry().name());
      BlobId subtree = node.subtree();
      if (includes.matches(child, subtree != null)
          || (subtree != null && selectsBelow(subtree, child))) {
        return true;
      }
    }
    return false;
  }
}
