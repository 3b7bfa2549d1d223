package dev.backstay.engine.files;

import dev.backstay.contract.files.FileName;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directories that lead from the root of the file system to the roots of a capture, merged into
 * one tree. A root below another root is covered by it and gone. Built once, then only read.
 */
final class RootTree {
  private final SortedMap<FileName, RootTree> children = new TreeMap<>();
  private boolean whole;

  /** Adds a root, in absolute form. */
  void add(Path root) {
    RootTree node = this;
    for (Path step : root) {
      if (node.whole) {
        return;
      }
      node = node.children.computeIfAbsent(RawPath.nameOf(step), name -> new RootTree());
    }
    node.whole = true;
    node.children.clear();
  }

  /** Whether this is a root: everything below belongs to the capture. */
  boolean isWhole() {
    return whole;
  }

  /** What of this directory belongs to the capture, in the order of the names' bytes. */
  SortedMap<FileName, RootTree> children() {
    return children;
  }
}
