package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/** WAL of version 17 made by hand, for what servers write seldom; begins at a segment's start. */
final class WrittenWal {
  private static final Lsn START = new Lsn(GoldenWal.SEGMENT_BYTES);
  private static final int CONTINUES = 1;
  private static final int LONG = 2;
  private static final int OVERWRITES = 8;

  private final ByteBuffer wal =
      ByteBuffer.allocate(4 * GoldenWal.SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private boolean overwrites;

  /** A record that changes a block of a relation, with as much content. */
  WrittenWal change(int relation, int block, int contentBytes) {
    write(changing(relation, block, contentBytes), Integer.MAX_VALUE);
    return this;
  }

  /** The same, of which the server wrote the part on this page alone before it crashed. */
  WrittenWal abandonedChange(int relation, int block, int contentBytes) {
    align();
    write(changing(relation, block, contentBytes), left());
    overwrites = true;
    return this;
  }

  /** A record without blocks. */
  WrittenWal plain(int resource, int operation, byte[] main) {
    write(record(resource, operation, mainOf(main)), Integer.MAX_VALUE);
    return this;
  }

  /** Leaves the rest of the segment unwritten. */
  WrittenWal switchSegment() {
    plain(0, 0x40, new byte[0]);
    int next = wal.position() + GoldenWal.SEGMENT_BYTES - 1;
    wal.position(next - next % GoldenWal.SEGMENT_BYTES);
    return this;
  }

  Lsn end() {
    return START.plus(wal.position());
  }

  WalBytes source() {
    return GoldenWal.at(START, wal.array());
  }

  Changes read() {
    return new WalRecords(source(), 17, GoldenWal.SEGMENT_BYTES)
        .between(List.of(new TimelineSpan(1, START, end())));
  }

  private static byte[] changing(int relation, int block, int contentBytes) {
    ByteBuffer body = body(4 + 12 + 4 + contentBytes);
    body.put((byte) 0).put((byte) 0x20).putShort((short) contentBytes);
    body.putInt(1663).putInt(5).putInt(relation).putInt(block);
    return record(10, 0, bytes(body));
  }

  private static byte[] mainOf(byte[] main) {
    return main.length == 0
        ? main
        : bytes(body(2 + main.length).put((byte) 255).put((byte) main.length).put(main));
  }

  private static byte[] record(int resource, int operation, byte[] body) {
    ByteBuffer record = body(24 + body.length).putInt(24 + body.length);
    record.position(16).put((byte) operation).put((byte) resource).position(24).put(body);
    CRC32C checksum = new CRC32C();
    checksum.update(body);
    checksum.update(record.slice(0, 20));
    return bytes(record.putInt(20, (int) checksum.getValue()));
  }

  /** All of a buffer. */
  private static byte[] bytes(ByteBuffer whole) {
    byte[] bytes = new byte[whole.capacity()];
    whole.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void align() {
    wal.position((wal.position() + 7) & -8);
  }

  private int left() {
    return WalPages.PAGE_BYTES - wal.position() % WalPages.PAGE_BYTES;
  }

  private void write(byte[] record, int most) {
    align();
    int written = 0;
    while (written < Math.min(record.length, most)) {
      if (wal.position() % WalPages.PAGE_BYTES == 0) {
        header(written == 0 ? 0 : record.length - written);
      }
      int length = Math.min(left(), record.length - written);
      wal.put(record, written, length);
      written += length;
    }
  }

  private void header(int remaining) {
    boolean isFirst = wal.position() % GoldenWal.SEGMENT_BYTES == 0;
    int flags = (remaining > 0 ? CONTINUES : 0) | (isFirst ? LONG : 0);
    flags |= overwrites ? OVERWRITES : 0;
    overwrites = false;
    long position = START.plus(wal.position()).value();
    wal.putShort((short) 0xD116).putShort((short) flags).putInt(1).putLong(position);
    wal.putInt(remaining).putInt(0);
    if (isFirst) {
      wal.putLong(7).putInt(GoldenWal.SEGMENT_BYTES).putInt(WalPages.PAGE_BYTES);
    }
  }
}
