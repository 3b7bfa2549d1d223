package dev.backstay.engine;

/**
 * A place held among the entries of a directory, for what can be told only later. It is a sink of
 * its own: the entries told to it stand where the place is, under the same rules as anywhere, and
 * may be none.
 */
public interface Postponed extends CaptureSink, AutoCloseable {
  /** No entry follows. The directory is complete only then. Closing twice has no effect. */
  @Override
  void close();
}
