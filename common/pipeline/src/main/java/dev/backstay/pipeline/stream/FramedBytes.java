package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.vault.Vault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one timeline as the frames of a listing hold it. A frame that is gone or damaged since
 * is not held. Keeps the frame it read last; confined to one thread.
 */
final class FramedBytes implements WalBytes {
  private final Vault vault;
  private final StreamTimeline timeline;
  private final StagedFrames listed;
  private final LogCoverage coverage;
  private final FrameCodec codec;
  private @Nullable Frame frame;

  /**
   * @param vault in whose store the frames are
   */
  FramedBytes(Vault vault, StreamTimeline timeline, StagedFrames listed) {
    this.vault = vault;
    this.timeline = timeline;
    this.listed = listed;
    this.coverage = listed.coverage(timeline);
    this.codec = new FrameCodec(vault);
  }

  @Override
  public int read(int ofTimeline, Lsn from, ByteBuffer target) {
    LogRange held = coverage.around(from).filter(range -> from.isBefore(range.to())).orElse(null);
    if (ofTimeline != timeline.timeline() || held == null) {
      return 0;
    }
    int count = 0;
    var wanted = new LogRange(from, from.plus(target.remaining()).min(held.to()));
    for (StagedFrames.Piece piece : listed.pieces(timeline, wanted)) {
      Frame opened = open(piece.frame());
      if (opened == null) {
        break;
      }
      target.put(opened.wal(piece.part()));
      count += (int) piece.part().bytes();
    }
    return count;
  }

  private @Nullable Frame open(FrameName name) {
    Frame known = frame;
    if (known != null && known.name().equals(name)) {
      return known;
    }
    try {
      Frame opened = codec.open(name, vault.store().read(name.blob()));
      frame = opened;
      return opened;
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      return null;
    }
  }
}
