package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A directory on its way into the vault: a place for each entry, filled in any order and from any
 * thread. When the capture has left the directory and every place is filled, its tree is stored and
 * takes its place in the directory above, so memory holds only what is still open.
 */
final class TreeBuilder {
  private final VaultWriter writer;
  private final Executor assembler;
  private final @Nullable TreeBuilder above;
  private final @Nullable FileEntry entry;
  private final int placeAbove;
  private final CompletableFuture<BlobId> stored = new CompletableFuture<>();
  private final List<@Nullable Node> nodes = new ArrayList<>();
  private int open = 1; // the capture itself, until it leaves

  /**
   * The root of a snapshot; trees are stored on {@code assembler}, which must not be a thread of
   * the vault.
   */
  static TreeBuilder root(VaultWriter writer, Executor assembler) {
    return new TreeBuilder(writer, assembler, null, null);
  }

  private TreeBuilder(
      VaultWriter writer,
      Executor assembler,
      @Nullable TreeBuilder above,
      @Nullable FileEntry entry) {
    this.writer = writer;
    this.assembler = assembler;
    this.above = above;
    this.entry = entry;
    this.placeAbove = above == null ? 0 : above.reserve();
  }

  /** A directory below this one. */
  TreeBuilder enter(FileEntry directory) {
    return new TreeBuilder(writer, assembler, this, directory);
  }

  /** The directory that holds this one. */
  TreeBuilder above() {
    return Objects.requireNonNull(above, "the root is never left");
  }

  /** A place for an entry that is not ready yet. */
  synchronized int reserve() {
    nodes.add(null);
    open++;
    return nodes.size() - 1;
  }

  /** Keeps the directory open for entries that come after the capture left it. */
  synchronized void hold() {
    open++;
  }

  /** Ends what {@link #hold} began. */
  void release() {
    close();
  }

  /** Adds an entry that is ready. */
  synchronized void add(Node node) {
    nodes.add(node);
  }

  /** Fills a place; with nothing when the entry could not be read. */
  void fill(int place, @Nullable Node node) {
    synchronized (this) {
      nodes.set(place, node);
    }
    close();
  }

  /** No entry follows; once every place is filled the tree is stored. */
  CompletableFuture<BlobId> leave() {
    close();
    return stored;
  }

  private void close() {
    boolean complete;
    synchronized (this) {
      open--;
      complete = open == 0;
    }
    if (complete) {
      assembler.execute(this::store);
    }
  }

  private void store() {
    List<Node> ready = new ArrayList<>();
    for (Node node : nodes) {
      if (node != null) {
        ready.add(node);
      }
    }
    try {
      BlobId id = writer.store(Tree.of(ready)); // entries told late stand at the end
      stored.complete(id);
      if (above != null && entry != null) {
        above.fill(placeAbove, Node.directory(entry, id));
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Ends this directory and all above it: the root's future fails with {@code e}. */
  void fail(Throwable e) {
    stored.completeExceptionally(e);
    if (above != null) {
      above.fail(e);
    }
  }
}
