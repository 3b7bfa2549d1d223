package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/**
 * Where a stream stands.
 *
 * @param timeline the timeline that is followed
 * @param received behind the last byte that was handed on
 * @param serverEnd the end of the server's WAL, as it last said
 * @param serverTime when it said so, by its clock
 * @param confirmed what the server was told is stored
 * @param stopping whether the server waits for confirmations to shut down
 */
public record StreamPosition(
    int timeline,
    Lsn received,
    Lsn serverEnd,
    Instant serverTime,
    Lsn confirmed,
    boolean stopping) {
  /** How much WAL the server has that was not handed on yet. */
  public long behindBytes() {
    return Math.max(0, serverEnd.minus(received));
  }
}
