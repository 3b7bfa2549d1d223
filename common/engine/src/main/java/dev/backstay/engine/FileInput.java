package dev.backstay.engine;

/**
 * An open file read from its start to its end by one thread at a time. A file that changes
 * meanwhile yields what was read.
 */
public interface FileInput extends AutoCloseable {
  /** At its end from the beginning. */
  FileInput EMPTY =
      new FileInput() {
        @Override
        public int read(byte[] into, int offset, int length) {
          return length == 0 ? 0 : -1;
        }

        @Override
        public void close() {}
      };

  /**
   * Reads the next bytes, blocking until {@code length} of them are there or the file ends.
   *
   * @return how many were read: fewer than {@code length} only at the end, and -1 when nothing was
   *     left; failures of the source are {@code SOURCE_UNREADABLE}
   */
  int read(byte[] into, int offset, int length);

  /** Releases the file. Closing twice has no effect. */
  @Override
  void close();
}
