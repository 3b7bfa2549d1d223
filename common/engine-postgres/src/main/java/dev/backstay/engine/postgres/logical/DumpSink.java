package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;

/**
 * Where a {@link LogicalCapture} hands its files, in no particular order, one after the other on
 * its own thread. A sink may block; that is how it slows pg_dump down.
 */
public interface DumpSink {
  /**
   * A finished file, at its path in the snapshot. Its content is read to the end before this
   * returns, for it is then removed. What this throws ends the capture and passes through.
   */
  void file(EntryPath path, Content content);

  /** How many bytes are to come, as far as the server's own estimates tell. */
  default void expected(long bytes) {}

  /** What is being worked on, for people. */
  default void current(String what) {}
}
