package dev.backstay.engine;

/**
 * The bytes of a file of which the source knows what changed since the parent: the snapshot with
 * which the capture compares. What lies outside of {@link #changed} and within the parent's file is
 * the same byte for byte, so that a sink need not read it. What lies beyond the end of the parent's
 * file, or in a file the parent does not have, is new whatever {@link #changed} says.
 */
public interface ChangedContent extends Content {
  /**
   * What may have changed; ends where the file ends. Computed anew by each call and not small:
   * called once, where the file is read.
   */
  ByteRanges changed();

  /**
   * Opens a part: {@code length} bytes from {@code offset}, fewer where the file ends before. As
   * {@link #open}, any number of parts one after the other.
   */
  FileInput open(long offset, long length);

  /**
   * Opens several parts as one stream, one behind the other and nothing between: one question to
   * the source instead of many. Each part is as long as asked, but for the file's end.
   */
  FileInput open(ByteRanges parts);
}
