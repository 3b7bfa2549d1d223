package dev.backstay.pipeline.stream;

import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of a range, read from frames in their order: one frame at a time is in memory, and each
 * byte comes once, whichever frames overlap. Confined to one thread.
 */
final class FrameStream extends InputStream {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final BlobStore store;
  private final FrameCodec codec;
  private final Iterator<StagedFrames.Piece> pieces;
  private ByteBuffer current = NOTHING;
  private @Nullable LogTime time;

  private FrameStream(BlobStore store, FrameCodec codec, List<StagedFrames.Piece> pieces) {
    this.store = store;
    this.codec = codec;
    this.pieces = pieces.iterator();
  }

  /** Opens a range of the log that is held by the vault's own store. */
  static FrameStream open(
      Vault vault, StagedFrames staged, StreamTimeline timeline, LogRange range) {
    return open(vault.store(), vault, staged, timeline, range);
  }

  /** Opens a range of the log that is held by a store. */
  static FrameStream open(
      BlobStore store, Vault vault, StagedFrames staged, StreamTimeline timeline, LogRange range) {
    return new FrameStream(store, new FrameCodec(vault), staged.pieces(timeline, range));
  }

  /** How far in time leads what was read so far. */
  LogTime time() {
    if (time == null) {
      throw new IllegalStateException("nothing was read");
    }
    return time;
  }

  @Override
  public int read() {
    return advance() ? Byte.toUnsignedInt(current.get()) : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    if (length == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    int count = Math.min(length, current.remaining());
    current.get(target, from, count);
    return count;
  }

  private boolean advance() {
    while (!current.hasRemaining()) {
      if (!pieces.hasNext()) {
        return false;
      }
      current = NOTHING; // else two frames would be in memory
      StagedFrames.Piece piece = pieces.next();
      Frame frame = codec.open(piece.frame(), store.read(piece.frame().blob()));
      current = frame.wal(piece.part());
      LogTime next = frame.header().time();
      time = time == null ? next : time.and(next);
    }
    return true;
  }

  /** Nothing is held but memory. */
  @Override
  public void close() {}
}
