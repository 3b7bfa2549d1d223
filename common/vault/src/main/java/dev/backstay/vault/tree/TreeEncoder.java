package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileName;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree node by node, so that a directory of millions of files needs only its bytes in
 * memory. Confined to one thread and to one tree.
 */
public final class TreeEncoder {
  private final JsonBytes out = new JsonBytes();
  private @Nullable FileName last;
  private int count;

  public TreeEncoder() {
    out.raw("{\"nodes\":[");
  }

  /**
   * Adds the next node.
   *
   * @throws IllegalArgumentException when its name does not sort after the one before
   */
  public void add(Node node) {
    FileName name = node.entry().name();
    if (last != null) {
      Tree.requireOrder(last, name);
      out.raw(',');
    }
    NodeWriter.write(node, out);
    last = name;
    count++;
  }

  /** How many nodes were added. */
  public int count() {
    return count;
  }

  /** The tree's bytes; no node can be added after that. */
  public byte[] finish() {
    out.raw("]}\n");
    return out.finish();
  }
}
