package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The records of a span of WAL, one after the other, each checked against its checksum. Owned by
 * one thread. A record begins at a multiple of eight with:
 *
 * <pre>
 * header = length(4) transaction(4) previous(8) operation(1) resource(1) pad(2) crc32c(4)
 * </pre>
 *
 * and goes on behind the header of the next page where it does not fit.
 */
final class WalReader {
  static final int HEADER_BYTES = 24;

  /** Where the checksum stands in the header; it covers the rest of the record, then up to here. */
  private static final int CHECKSUM_OFFSET = 20;

  private static final int ALIGNMENT = 8;

  /** The server's own limit of a record: 1020 MiB. */
  private static final int MAX_RECORD_BYTES = 1020 << 20;

  /**
   * How much of a record is kept. Block references stand at its head and fit into some kilobytes;
   * the longest record of which more is wanted names relations that a transaction dropped, twelve
   * bytes each.
   */
  private static final int MAX_KEPT_BYTES = 16 << 20;

  private static final int RESOURCE_XLOG = 0;
  private static final int OPERATION_SWITCH = 0x40;

  private final WalPages pages;
  private final TimelineSpan span;
  private final int segmentBytes;
  private final CRC32C checksum = new CRC32C();
  private ByteBuffer kept = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN);
  private long position;
  private long recordStart;
  private int recordBytes;

  /** What the reader found. */
  enum Step {
    RECORD,
    /** The span was read to its end. */
    END,
    /** The source does not hold what comes next. */
    MISSING
  }

  private enum Body {
    WHOLE,
    /** The server crashed while it wrote the record and went on with another one. */
    ABANDONED,
    MISSING
  }

  WalReader(WalPages pages, TimelineSpan span, int segmentBytes) {
    this.pages = pages;
    this.span = span;
    this.segmentBytes = segmentBytes;
    this.position = span.start().value();
  }

  /** Goes to the next record. */
  Step next() {
    while (true) {
      position = (position + ALIGNMENT - 1) & -ALIGNMENT;
      if (isBehindSpan()) {
        return Step.END;
      }
      if (WalPages.isPageStart(position)) {
        if (!pages.isWritten(position)) {
          return Step.MISSING;
        }
        WalPages.Header header = pages.header(position);
        if (header.continues() && skipped(header.remaining()) != Body.WHOLE) {
          return Step.MISSING;
        } else if (header.continues()) {
          continue;
        }
        position += header.bytes();
        if (isBehindSpan()) {
          return Step.END;
        }
      }
      switch (wholeRecord()) {
        case WHOLE -> {
          return Step.RECORD;
        }
        case MISSING -> {
          return Step.MISSING;
        }
        case ABANDONED -> {}
      }
    }
  }

  /** Where the reader stands: behind the last record, or at what is missing. */
  Lsn position() {
    return new Lsn(position);
  }

  /** Where the current record starts. */
  Lsn recordStart() {
    return new Lsn(recordStart);
  }

  int recordBytes() {
    return recordBytes;
  }

  /** The current record's bytes, its first 16 MiB at most; valid until the next step. */
  ByteBuffer record() {
    return kept.slice(0, kept.position()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean isBehindSpan() {
    return Long.compareUnsigned(position, span.end().value()) >= 0;
  }

  private Body wholeRecord() {
    recordStart = position;
    if (!pages.holds(position, Integer.BYTES)) {
      return Body.MISSING;
    }
    recordBytes = pages.intAt(position);
    if (recordBytes == 0) {
      return Body.MISSING; // not written yet
    }
    if (recordBytes < HEADER_BYTES || recordBytes > MAX_RECORD_BYTES) {
      throw broken("has an impossible length");
    }
    Body body = body(recordBytes, true);
    if (body == Body.WHOLE) {
      verify();
      if (isSwitch()) {
        position = (position + segmentBytes - 1) & -(long) segmentBytes;
      }
    }
    return body;
  }

  private Body skipped(int bytes) {
    recordStart = position;
    return body(bytes, false);
  }

  private Body body(int bytes, boolean isKept) {
    kept.clear();
    checksum.reset();
    int left = bytes;
    while (left > 0) {
      if (WalPages.isPageStart(position)) {
        if (!pages.isWritten(position)) {
          return Body.MISSING;
        }
        WalPages.Header header = pages.header(position);
        if (header.overwrites()) {
          return Body.ABANDONED;
        }
        if (!header.continues() || header.remaining() != left) {
          throw broken("does not go on at " + new Lsn(position));
        }
        position += header.bytes();
      }
      int length = Math.min(left, WalPages.leftOnPage(position));
      if (!pages.holds(position, length)) {
        return Body.MISSING;
      }
      if (isKept) {
        keep(pages.view(position, length), bytes - left);
      }
      position += length;
      left -= length;
    }
    return Body.WHOLE;
  }

  private void keep(ByteBuffer piece, int offset) {
    int header = Math.clamp(HEADER_BYTES - offset, 0, piece.remaining());
    checksum.update(piece.slice(header, piece.remaining() - header));
    int wanted = Math.min(piece.remaining(), MAX_KEPT_BYTES - kept.position());
    if (wanted > kept.remaining()) {
      int grown = Math.min(MAX_KEPT_BYTES, Math.max(kept.capacity() * 2, kept.position() + wanted));
      kept = ByteBuffer.allocate(grown).order(ByteOrder.LITTLE_ENDIAN).put(kept.flip());
    }
    kept.put(piece.limit(wanted));
  }

  private void verify() {
    checksum.update(kept.slice(0, CHECKSUM_OFFSET));
    if ((int) checksum.getValue() != kept.getInt(CHECKSUM_OFFSET)) {
      throw broken("does not match its checksum");
    }
  }

  private boolean isSwitch() {
    return kept.get(17) == RESOURCE_XLOG && (kept.get(16) & 0xF0) == OPERATION_SWITCH;
  }

  private BackstayException broken(String how) {
    return new BackstayException(
        ErrorCode.WAL_BROKEN,
        "the WAL record at %s of timeline %d %s"
            .formatted(new Lsn(recordStart), span.timeline(), how));
  }
}
