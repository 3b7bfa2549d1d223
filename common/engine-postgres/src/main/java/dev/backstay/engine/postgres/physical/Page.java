package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a page within an array. */
record Page(ByteBuffer header) {
  private static final int CHECKSUM_AT = 8;
  private static final int UPPER_AT = 14;
  private static final int HEADER_BYTES = 24;

  static Page at(byte[] bytes, int from) {
    return new Page(
        ByteBuffer.wrap(bytes, from, HEADER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Never written since its relation was extended by it; carries no checksum. */
  boolean isNew() {
    return header.getShort(UPPER_AT) == 0;
  }

  int checksum() {
    return Short.toUnsignedInt(header.getShort(CHECKSUM_AT));
  }

  /** The end of the newest log record that changed it. */
  Lsn changedAt() {
    return new Lsn((long) header.getInt(0) << 32 | Integer.toUnsignedLong(header.getInt(4)));
  }
}
