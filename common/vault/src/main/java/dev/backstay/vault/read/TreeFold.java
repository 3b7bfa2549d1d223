package dev.backstay.vault.read;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorKind;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.tree.TreeCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes a value for directories from the values of their subdirectories, reading each directory
 * once however many snapshots share it. Confined to one thread.
 *
 * @param <R> the value, kept for each directory: immutable and small
 */
public final class TreeFold<R> {
  private final BlobReader blobs;
  private final BlobIndex index;
  private final Rule<R> rule;
  private final Map<Integer, R> known = new HashMap<>();

  /** How a directory's value comes about. */
  public interface Rule<R> {
    R tree(Tree tree, Function<BlobId, R> subtree);

    /** The value of a directory that no index knows or no place holds intact. */
    R unreadable(BlobId id);
  }

  public TreeFold(BlobReader blobs, BlobIndex index, Rule<R> rule) {
    this.blobs = blobs;
    this.index = index;
    this.rule = rule;
  }

  /** The value of a directory. */
  public R of(BlobId root) {
    Deque<Frame> stack = new ArrayDeque<>();
    enter(root, stack);
    while (!stack.isEmpty()) {
      Frame top = stack.getFirst();
      BlobId next = top.nextSubtree();
      if (next != null) {
        enter(next, stack);
      } else {
        known.put(top.row, rule.tree(top.tree, this::value));
        stack.pop();
      }
    }
    return value(root);
  }

  /** A directory whose subdirectories are being visited. */
  private static final class Frame {
    private final int row;
    private final Tree tree;
    private int next;

    Frame(int row, Tree tree) {
      this.row = row;
      this.tree = tree;
    }

    @Nullable BlobId nextSubtree() {
      while (next < tree.nodes().size()) {
        Node node = tree.nodes().get(next++);
        if (node.subtree() != null) {
          return node.subtree();
        }
      }
      return null;
    }
  }

  private void enter(BlobId id, Deque<Frame> stack) {
    int row = index.rowOf(BlobType.TREE, id);
    if (row == BlobIndex.ABSENT || known.containsKey(row)) {
      return;
    }
    try {
      stack.push(new Frame(row, TreeCodec.decode(blobs.read(BlobType.TREE, id))));
    } catch (BackstayException e) {
      if (e.code().kind() != ErrorKind.INTEGRITY) {
        throw e;
      }
      known.put(row, rule.unreadable(id));
    }
  }

  private R value(BlobId id) {
    int row = index.rowOf(BlobType.TREE, id);
    return row == BlobIndex.ABSENT ? rule.unreadable(id) : Objects.requireNonNull(known.get(row));
  }
}
