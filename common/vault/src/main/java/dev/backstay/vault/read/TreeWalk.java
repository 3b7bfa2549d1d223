package dev.backstay.vault.read;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorKind;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.tree.TreeCodec;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Visits every directory below some roots once, on several threads. Trees that are not indexed are
 * passed over: who holds a reference to one sees that for itself. Confined to one walk.
 */
public final class TreeWalk {
  private static final int DONE = -1;

  private final BlobReader blobs;
  private final BlobIndex index;
  private final Visitor visitor;
  private final Deque<Integer> frontier = new ArrayDeque<>();
  private final BitSet seen = new BitSet();
  private int active;
  private boolean stopped;

  /** Sees trees, on several threads, in no order. */
  public interface Visitor {
    void tree(BlobId id, Tree tree);

    /** An indexed tree that no place holds intact. */
    void unreadable(BlobId id, BackstayException why);
  }

  public TreeWalk(BlobReader blobs, BlobIndex index, Visitor visitor) {
    this.blobs = blobs;
    this.index = index;
    this.visitor = visitor;
  }

  /** Walks from the roots; returns when everything was visited, or throws the first failure. */
  public void walk(Collection<BlobId> roots, int threads, Supplier<Workbench> bench) {
    roots.forEach(this::discover);
    try (var workers = new Workers("vault-walk", threads, threads, bench)) {
      for (int i = 0; i < threads; i++) {
        workers.submit(_ -> work());
      }
      workers.drain();
    }
  }

  private void work() throws InterruptedException {
    for (int row = next(); row != DONE; row = next()) {
      try {
        visit(row);
      } catch (RuntimeException e) {
        stop();
        throw e;
      } finally {
        finished();
      }
    }
  }

  private void visit(int row) {
    BlobId id = index.at(row).blob().id();
    Tree tree;
    try {
      tree = TreeCodec.decode(blobs.read(BlobType.TREE, id));
    } catch (BackstayException e) {
      if (e.code().kind() != ErrorKind.INTEGRITY) {
        throw e;
      }
      visitor.unreadable(id, e);
      return;
    }
    visitor.tree(id, tree);
    for (Node node : tree.nodes()) {
      if (node.subtree() != null) {
        discover(node.subtree());
      }
    }
  }

  private synchronized void discover(BlobId tree) {
    int row = index.rowOf(BlobType.TREE, tree);
    if (row != BlobIndex.ABSENT && !seen.get(row)) {
      seen.set(row);
      frontier.push(row);
      notifyAll();
    }
  }

  private synchronized int next() throws InterruptedException {
    while (frontier.isEmpty() && active > 0 && !stopped) {
      wait();
    }
    if (frontier.isEmpty() || stopped) {
      return DONE;
    }
    active++;
    return frontier.pop();
  }

  private synchronized void finished() {
    active--;
    notifyAll();
  }

  private synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
