package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.vault.BlobId;

/**
 * A range of one timeline's log that a destination holds, from {@code from} up to {@code to}.
 * Pieces may overlap: where they do, they hold the same bytes.
 */
public record WalPiece(Place place, int timeline, Lsn from, Lsn to) {
  public WalPiece {
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException("a piece of log from %s to %s".formatted(from, to));
    }
  }

  /** Where the bytes are. */
  public sealed interface Place permits RollUp, Frame, InBase {}

  /** Whole segments in a snapshot. */
  public record RollUp(BlobId snapshot, LogTime time) implements Place {}

  /** A sealed frame of the stream; it tells its time when it is opened. */
  public record Frame(FrameName name) implements Place {}

  /** In {@code pg_wal} of a physical backup. */
  public record InBase(BlobId snapshot, LogTime time) implements Place {}
}
