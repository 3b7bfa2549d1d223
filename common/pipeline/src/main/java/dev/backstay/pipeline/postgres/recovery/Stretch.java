package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;

/** The part of a piece of log that a recovery uses. */
public record Stretch(WalPiece piece, Lsn from, Lsn to) {
  long bytes() {
    return to.minus(from);
  }
}
