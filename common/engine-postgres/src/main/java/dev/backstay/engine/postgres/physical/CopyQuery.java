package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ByteRanges.ByteRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions by which the server sends bytes of files as rows {@code (number, bytes)}. */
final class CopyQuery {
  /**
   * Bytes of one question: long enough that its round trip costs nothing, short enough that its
   * transaction never holds back the server's cleaning.
   */
  static final int REQUEST_BYTES = 32 << 20;

  /** Ranges of one question, lest its text gets long. */
  private static final int REQUEST_RANGES = 1024;

  private CopyQuery() {}

  /** A range of one row. */
  record Range(long offset, int length) {}

  /** One question and what its rows hold, in order. */
  record Request(String query, List<Range> ranges) {}

  static String wholeFiles(List<SmallFiles.Wanted> wanted) {
    StringBuilder paths = new StringBuilder();
    StringBuilder lengths = new StringBuilder();
    for (SmallFiles.Wanted each : wanted) {
      paths.append(paths.isEmpty() ? "" : ",").append(element(each.path()));
      lengths.append(lengths.isEmpty() ? "" : ",").append(each.bytes());
    }
    return """
    SELECT i::int4, pg_read_binary_file(p, 0, l, true)
    FROM unnest(%s::text[], '{%s}'::int8[]) WITH ORDINALITY t(p, l, i)\
    """
        .formatted(literal("{" + paths + "}"), lengths);
  }

  private static String ranges(String path, List<Range> ranges) {
    StringBuilder offsets = new StringBuilder();
    StringBuilder lengths = new StringBuilder();
    for (Range range : ranges) {
      offsets.append(offsets.isEmpty() ? "" : ",").append(range.offset());
      lengths.append(lengths.isEmpty() ? "" : ",").append(range.length());
    }
    return """
    SELECT i::int4, pg_read_binary_file(%s, o, l, true)
    FROM unnest('{%s}'::int8[], '{%s}'::int8[]) WITH ORDINALITY t(o, l, i)\
    """
        .formatted(literal(path), offsets, lengths);
  }

  /** The parts of a file, cut into questions. For one thread. */
  static final class Requests {
    private final String path;
    private final List<ByteRange> parts;
    private int part;
    private long done; // of the part

    Requests(String path, ByteRanges parts) {
      this.path = path;
      this.parts = parts.ranges();
    }

    @Nullable Request next() {
      List<Range> ranges = new ArrayList<>();
      int bytes = 0;
      while (part < parts.size() && bytes < REQUEST_BYTES && ranges.size() < REQUEST_RANGES) {
        ByteRange current = parts.get(part);
        int length = (int) Math.min(Pieces.MAX_BYTES, current.length() - done);
        ranges.add(new Range(current.offset() + done, length));
        bytes += length;
        done += length;
        if (done == current.length()) {
          part++;
          done = 0;
        }
      }
      return ranges.isEmpty() ? null : new Request(ranges(path, ranges), ranges);
    }
  }

  /** Of an array's text. */
  private static String element(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Of SQL; standard strings, in which a backslash means itself. */
  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
