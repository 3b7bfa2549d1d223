package dev.backstay.vault.chunk;

import dev.backstay.vault.Chunking;

/**
 * A pure function that finds the end of the next chunk in a buffer. Holds no state between calls,
 * so one chunker serves any number of threads and streams.
 */
public sealed interface Chunker permits FixedChunker, GearChunker {
  /**
   * The end (exclusive) of the chunk that starts at {@code from}.
   *
   * <p>The caller promises {@code 0 <= from < to <= bytes.length}, and that either the buffer holds
   * at least {@code maxBytes} from {@code from} on ({@code to - from >= maxBytes}) or the stream
   * ends at {@code to}. Under that promise the answer depends only on the stream's bytes from
   * {@code from} on, never on how the stream was spread over buffers.
   *
   * @return a position in {@code (from, to]}, at most {@code maxBytes} after {@code from}, and at
   *     least the chunking's minimum after it unless the stream ends sooner
   * @throws IndexOutOfBoundsException when the range is empty or not within the buffer
   */
  int cut(byte[] bytes, int from, int to);

  /** The most bytes a chunk can have, and so the least a buffer must hold in mid-stream. */
  int maxBytes();

  /** The chunker of a chunking. */
  static Chunker of(Chunking chunking) {
    return switch (chunking) {
      case Chunking.Fixed fixed -> new FixedChunker(fixed.bytes());
      case Chunking.ContentDefined byContent -> new GearChunker(byContent);
    };
  }
}
