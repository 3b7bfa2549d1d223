package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The WAL that a server still has, read through an ordinary session. Confined to the thread that
 * owns it.
 */
record ServerWal(ServerSession session) implements WalBytes {
  /** What one answer brings at most: the driver holds it whole. */
  private static final int MAX_READ_BYTES = 4 << 20;

  private static final String READ = "SELECT pg_read_binary_file(?, ?, ?, true)";

  @Override
  public int read(int timeline, Lsn from, ByteBuffer target) {
    WalSegment segment = WalSegment.at(timeline, from, session.facts().walSegmentBytes());
    long length = Math.min(Math.min(target.remaining(), MAX_READ_BYTES), segment.end().minus(from));
    Optional<byte[]> bytes =
        session
            .row(
                row -> Optional.ofNullable(row.getBytes(1)),
                READ,
                "pg_wal/" + segment.name(),
                from.minus(segment.start()),
                length)
            .flatMap(read -> read);
    bytes.ifPresent(target::put);
    return bytes.map(read -> read.length).orElse(0);
  }
}
