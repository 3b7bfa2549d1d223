package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pages of a timeline's WAL, read ahead. Owned by one reader. Each page begins with:
 *
 * <pre>
 * header = magic(2) flags(2) timeline(4) position(8) remaining(4) pad(4)
 *          [ system(8) segmentBytes(4) pageBytes(4) ]     ; the first page of a segment
 * </pre>
 *
 * where {@code remaining} counts the bytes of a record that began on an earlier page.
 */
final class WalPages {
  static final int PAGE_BYTES = 8192;

  /** One step of reading ahead: few enough questions, where a server is asked for each. */
  private static final int WINDOW_BYTES = 4 << 20;

  private static final int CONTINUES = 0x0001;
  private static final int LONG = 0x0002;
  private static final int OVERWRITES = 0x0008;
  private static final int SHORT_HEADER_BYTES = 24;
  private static final int LONG_HEADER_BYTES = 40;

  private final WalBytes source;
  private final int timeline;
  private final WalVersion version;
  private final ByteBuffer window =
      ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long windowStart;

  /** What a page says of itself. */
  record Header(int bytes, boolean continues, boolean overwrites, int remaining) {}

  WalPages(WalBytes source, int timeline, WalVersion version) {
    this.source = source;
    this.timeline = timeline;
    this.version = version;
    window.limit(0);
  }

  static boolean isPageStart(long position) {
    return position % PAGE_BYTES == 0;
  }

  static int leftOnPage(long position) {
    return PAGE_BYTES - (int) (position % PAGE_BYTES);
  }

  /** Whether bytes that lie on one page are at hand. */
  boolean holds(long position, int length) {
    long offset = position - windowStart;
    if (offset >= 0 && offset + length <= window.limit()) {
      return true;
    }
    load(position);
    return length <= window.limit();
  }

  /** A number of held bytes. */
  int intAt(long position) {
    return window.getInt((int) (position - windowStart));
  }

  /** A view of held bytes. */
  ByteBuffer view(long position, int length) {
    return window.slice((int) (position - windowStart), length);
  }

  /** Whether a written page begins here; an unwritten one is zero, or left over from earlier. */
  boolean isWritten(long position) {
    if (!holds(position, SHORT_HEADER_BYTES)) {
      return false;
    }
    int at = (int) (position - windowStart);
    int magic = Short.toUnsignedInt(window.getShort(at));
    if (magic == 0 || window.getLong(at + 8) != position) {
      return false;
    }
    if (magic != version.pageMagic()) {
      throw new BackstayException(
          ErrorCode.WAL_BROKEN,
          "the page at %s of timeline %d was not written by PostgreSQL %d"
              .formatted(new Lsn(position), timeline, version.major()));
    }
    return holds(position, headerBytes(position));
  }

  /** The header of a written page. */
  Header header(long position) {
    int at = (int) (position - windowStart);
    int flags = window.getShort(at + 2);
    int bytes = headerBytes(position);
    if (bytes == LONG_HEADER_BYTES && window.getInt(at + 36) != PAGE_BYTES) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNSUPPORTED,
          "the server was built with WAL pages of %d bytes; only %d can be read"
              .formatted(window.getInt(at + 36), PAGE_BYTES));
    }
    return new Header(
        bytes, (flags & CONTINUES) != 0, (flags & OVERWRITES) != 0, window.getInt(at + 16));
  }

  private int headerBytes(long position) {
    boolean isLong = (window.getShort((int) (position - windowStart) + 2) & LONG) != 0;
    return isLong ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES;
  }

  private void load(long position) {
    window.clear();
    window.limit(WINDOW_BYTES - (int) (position % WINDOW_BYTES));
    windowStart = position;
    while (window.hasRemaining()) {
      long next = position + window.position();
      if (source.read(timeline, new Lsn(next), window) <= 0) {
        break;
      }
    }
    window.flip();
  }
}
