package dev.backstay.pipeline;

import dev.backstay.engine.EntryPath;
import dev.backstay.vault.tree.Node;
import java.util.BitSet;

/**
 * Knows which parts of a file are at the target already, so that only the others need be fetched.
 * Asked once for each file, on one thread, before the target is told of the file.
 */
@FunctionalInterface
public interface PresentParts {
  /** Nothing is there. */
  PresentParts NONE = (_, _, _) -> new BitSet();

  /**
   * The parts that are in place, by their number in the file's content.
   *
   * @param ends where each part ends in the file
   */
  BitSet of(EntryPath path, Node file, long[] ends);
}
