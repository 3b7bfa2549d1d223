package dev.backstay.contract.event;

/** What lies in a pack. */
public enum PackContent {
  /** Pieces of files. */
  DATA,
  /** Directories. */
  TREE
}
