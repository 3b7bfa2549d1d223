package dev.backstay.engine;

/**
 * A source that can be read and described as a tree of entries.
 *
 * <p><b>Order.</b> The tree is told depth first: a directory is entered, its entries follow in the
 * order of their names' bytes, it is left. The entries at depth zero are those of the snapshot's
 * root, which itself is never entered.
 *
 * <p><b>Errors.</b> A source that is not there is {@code SOURCE_NOT_FOUND}, thrown before the sink
 * is called for the first time. A single entry that cannot be read is told to {@link
 * CaptureSink#problem} and left out; the capture goes on. What the sink throws ends the capture and
 * passes through. An interrupted capture ends with {@code INTERRUPTED} and the thread's interrupt
 * flag set.
 *
 * <p><b>Threads.</b> The sink is called on the caller's thread, one call after the other; this
 * method returns when the whole tree was told.
 */
public interface CaptureEngine {
  void capture(CaptureSink sink);
}
