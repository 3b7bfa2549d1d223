package dev.backstay.engine;

/**
 * The bytes of one captured file, to be read at most once at a time, on any thread, before or after
 * the capture has ended. Holds no resource until it is opened.
 */
@FunctionalInterface
public interface Content {
  /** No bytes. */
  Content EMPTY = () -> FileInput.EMPTY;

  /**
   * Opens it at its start. A file that has vanished or may not be read is {@code
   * SOURCE_UNREADABLE}; the caller reports it and goes on. Where the source itself makes good for
   * what vanishes while it is captured, such a file is {@code SOURCE_VANISHED}; the caller leaves
   * it out without a word.
   */
  FileInput open();
}
