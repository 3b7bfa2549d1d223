package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A piece of WAL as it came over the line, at most 128 KiB as servers send it; never crosses a
 * timeline. Its bytes lie in the stream's own buffer and are valid until the stream's next step.
 */
public final class WalChunk implements StreamPart {
  private final int timeline;
  private final Lsn start;
  private final ByteBuffer bytes;
  private final Lsn serverEnd;
  private final Instant sentAt;

  WalChunk(int timeline, Lsn start, ByteBuffer bytes, Lsn serverEnd, Instant sentAt) {
    this.timeline = timeline;
    this.start = start;
    this.bytes = bytes;
    this.serverEnd = serverEnd;
    this.sentAt = sentAt;
  }

  public int timeline() {
    return timeline;
  }

  public Lsn start() {
    return start;
  }

  /** The position behind the last byte. */
  public Lsn end() {
    return start.plus(bytes.remaining());
  }

  public int length() {
    return bytes.remaining();
  }

  /** A view of the bytes; copy them before the stream's next step. */
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  /** The end of the server's WAL when it sent this. */
  public Lsn serverEnd() {
    return serverEnd;
  }

  /** Whether the server had nothing behind this on this timeline when it sent it. */
  public boolean isNewest() {
    return !end().isBefore(serverEnd);
  }

  /** When the server sent this, by its clock. */
  public Instant sentAt() {
    return sentAt;
  }

  @Override
  public String toString() {
    return "%s to %s of timeline %d".formatted(start, end(), timeline);
  }
}
