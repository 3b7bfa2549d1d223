package dev.backstay.engine;

import dev.backstay.contract.files.FileEntry;

/**
 * A place into which a tree is restored.
 *
 * <p><b>Order.</b> A directory is told before its entries; where it never is (a part of a snapshot
 * is restored) it is made with default metadata. Everything else may come in any order: content is
 * written as it arrives, hard links and the metadata of directories are set by {@link #finish}.
 *
 * <p><b>Hostile trees.</b> Paths and link targets come from a vault that somebody else may have
 * written. Whatever they are, nothing outside the target is touched: a name that is not plain, a
 * parent that is not a directory made or found as such by this target, is refused as {@code
 * FOREIGN_OBJECT}.
 *
 * <p><b>Errors.</b> An entry that cannot be written is kept as a {@link RestoreProblem} of the
 * outcome, and later calls for it have no effect; the restore goes on. Only what concerns all
 * entries is thrown: {@code TARGET_FULL}, {@code TARGET_UNWRITABLE} (the whole file system), {@code
 * INTERRUPTED}. What was restored until then stays.
 *
 * <p><b>Threads.</b> Any number of threads may call at once, also for one file; but {@link
 * #directory} returns before its entries are told, and {@link #finish} is called once, when every
 * other call has returned.
 */
public interface RestoreTarget extends AutoCloseable {
  /** Makes a directory, or keeps the one that is there; its metadata is set by {@link #finish}. */
  void directory(EntryPath path, FileEntry entry);

  /** A regular file to be written in parts that may lie anywhere. */
  default RestoreFile file(EntryPath path, FileEntry entry) {
    return file(path, entry, PartLayout.SCATTERED);
  }

  /** A regular file to be written in parts that lie as {@code layout} says. */
  RestoreFile file(EntryPath path, FileEntry entry, PartLayout layout);

  /**
   * Gives the file at {@code existing}, told before or after, a further name. Made by {@link
   * #finish}.
   */
  void hardLink(EntryPath path, EntryPath existing);

  /** Makes a symbolic link. */
  void symlink(EntryPath path, FileEntry entry);

  /** Makes a device file or FIFO. Sockets are counted and skipped: only their server makes them. */
  void special(EntryPath path, FileEntry entry);

  /** Makes the hard links, then sets the metadata of directories, the deepest first. */
  RestoreOutcome finish();

  /** Releases everything held. What was written stays, finished or not. */
  @Override
  void close();
}
