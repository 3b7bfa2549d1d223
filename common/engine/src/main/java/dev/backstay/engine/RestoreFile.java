package dev.backstay.engine;

/**
 * A regular file being restored. Its parts may be written in any order and by several threads, each
 * byte at most once; bytes never written read as zeros.
 */
public interface RestoreFile {
  /**
   * Writes {@code length} bytes of {@code bytes}, beginning at {@code from}, at {@code offset} of
   * the file. The array is the caller's again on return.
   */
  void write(long offset, byte[] bytes, int from, int length);

  /**
   * Gives the file its length and metadata and lets go of it. Called once, when every write has
   * returned; a file that is never completed keeps what was written, private permissions and any
   * length, with zeros where nothing was written.
   */
  void complete();
}
