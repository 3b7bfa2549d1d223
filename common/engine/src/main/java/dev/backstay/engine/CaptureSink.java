package dev.backstay.engine;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.files.FileEntry;

/**
 * Where a {@link CaptureEngine} tells its tree. The calls nest: every {@link #enter} has its {@link
 * #leave}, entries of one directory come in strictly rising order of their names' bytes, and never
 * twice under one name. A sink may block; that is how it slows the engine down.
 */
public interface CaptureSink {
  /** A directory begins; its entries follow. */
  void enter(FileEntry directory);

  /** The directory entered last is complete. */
  void leave();

  /**
   * An entry that is not a directory.
   *
   * @param entry its description; the size is what the source said and may differ from what is read
   * @param content its bytes, to be opened now or later; {@link Content#EMPTY} for everything but
   *     regular files
   */
  void add(FileEntry entry, Content content);

  /**
   * An entry that could not be read and is left out, or was read only in part. Called between the
   * calls for the directory that holds it.
   *
   * @param path where it is, for people
   * @param cause a coded error, mostly {@code SOURCE_UNREADABLE}
   */
  void problem(String path, BackstayException cause);

  /**
   * Waits until every content told so far was read, or will not be. For a source that must be told
   * when its reading ends. What made a content fail for good is thrown here or by a later call.
   *
   * <p>By default nothing: right for a sink that reads within {@link #add}, or never.
   */
  default void settle() {}

  /**
   * Holds the place in the current directory that the order has reached, for entries that can be
   * told only after others: they come after those told before, and before those told next. Entries
   * may be told to the place after this sink has left the directory; the same thread tells both.
   *
   * <p>By default such entries are told to this sink itself as they come: right for a sink to which
   * order and nesting mean nothing.
   */
  default Postponed postpone() {
    return new ForwardedPlace(this);
  }
}
