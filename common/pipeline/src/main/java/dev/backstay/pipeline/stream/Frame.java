package dev.backstay.pipeline.stream;

import java.nio.ByteBuffer;

/** A frame that was opened: what is known of it, and its log. */
public final class Frame {
  private final FrameName name;
  private final FrameHeader header;
  private final ByteBuffer wal;

  Frame(FrameName name, FrameHeader header, ByteBuffer wal) {
    this.name = name;
    this.header = header;
    this.wal = wal.slice().asReadOnlyBuffer();
  }

  public FrameName name() {
    return name;
  }

  public FrameHeader header() {
    return header;
  }

  /** A fresh view of the log. */
  public ByteBuffer wal() {
    return wal.asReadOnlyBuffer();
  }

  /** A fresh view of a part of the log. */
  public ByteBuffer wal(LogRange part) {
    if (!name.range().covers(part)) {
      throw new IllegalArgumentException(part + " is not in " + name);
    }
    return wal.slice(Math.toIntExact(part.from().minus(name.start())), (int) part.bytes());
  }
}
