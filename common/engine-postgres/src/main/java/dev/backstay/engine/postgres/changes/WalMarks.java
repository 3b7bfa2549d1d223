package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a recovery can stop at, by reading the log as a server does: ends of transactions, named
 * points, and where each record starts.
 *
 * @param source where the log is
 * @param majorVersion the server's
 * @param segmentBytes the size of its segments
 */
public record WalMarks(WalBytes source, int majorVersion, int segmentBytes) {
  private static final int XLOG = 0;
  private static final int TRANSACTION = 1;
  private static final int RESTORE_POINT = 0x70;
  private static final int OPERATION = 0xF0;
  private static final int TRANSACTION_OPERATION = 0x70;
  private static final int COMMIT = 0x00;
  private static final int ABORT = 0x20;
  private static final int COMMIT_PREPARED = 0x30;
  private static final int ABORT_PREPARED = 0x40;

  private static final int XID_OFFSET = 4;
  private static final int OPERATION_OFFSET = 16;
  private static final int RESOURCE_OFFSET = 17;

  private static final int ORIGIN = 253;
  private static final int TOP_LEVEL = 252;
  private static final int LONG_MAIN = 254;
  private static final int SHORT_MAIN = 255;

  /** PostgreSQL counts microseconds from here. */
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /** One record of the log. */
  public sealed interface Mark {
    /** Where it starts. */
    Lsn start();

    /** Behind it. */
    Lsn end();
  }

  /** A record at which only a recovery to a position stops. */
  public record Plain(Lsn start, Lsn end) implements Mark {}

  /** The end of a transaction, by commit or not. */
  public record Ended(Lsn start, Lsn end, long xid, Instant at) implements Mark {}

  /** A point with a name. */
  public record Named(Lsn start, Lsn end, String name, Instant at) implements Mark {}

  /** Is shown the records in their order. */
  @FunctionalInterface
  public interface Visitor {
    /** Whether to go on. */
    boolean visit(Mark mark);
  }

  /**
   * Shows the records of spans that follow each other; each starts at a record or at a segment.
   *
   * @return where the log ends, or where the visitor had seen enough
   */
  public Lsn scan(List<TimelineSpan> spans, Visitor visitor) {
    WalVersion version = WalVersion.of(majorVersion);
    Lsn reached = Lsn.ZERO;
    for (TimelineSpan span : spans) {
      var reader =
          new WalReader(new WalPages(source, span.timeline(), version), span, segmentBytes);
      WalReader.Step step = reader.next();
      while (step == WalReader.Step.RECORD) {
        Mark mark = mark(reader);
        reached = mark.end();
        if (!visitor.visit(mark)) {
          return reached;
        }
        step = reader.next();
      }
      if (step == WalReader.Step.MISSING) {
        return reached;
      }
    }
    return reached;
  }

  private static Mark mark(WalReader reader) {
    Lsn start = reader.recordStart();
    Lsn end = reader.position();
    ByteBuffer record = reader.record();
    int resource = Byte.toUnsignedInt(record.get(RESOURCE_OFFSET));
    int operation = Byte.toUnsignedInt(record.get(OPERATION_OFFSET));
    if (resource == TRANSACTION) {
      return transaction(record, operation & TRANSACTION_OPERATION, start, end);
    }
    if (resource == XLOG && (operation & OPERATION) == RESTORE_POINT) {
      int main = main(record);
      return new Named(start, end, name(record, main + Long.BYTES), time(record, main));
    }
    return new Plain(start, end);
  }

  private static Mark transaction(ByteBuffer record, int operation, Lsn start, Lsn end) {
    return switch (operation) {
      case COMMIT, ABORT, COMMIT_PREPARED, ABORT_PREPARED ->
          new Ended(
              start,
              end,
              Integer.toUnsignedLong(record.getInt(XID_OFFSET)),
              time(record, main(record)));
      default -> new Plain(start, end);
    };
  }

  /** Where the main part of a record without blocks begins. */
  static int main(ByteBuffer record) {
    int at = WalReader.HEADER_BYTES;
    while (true) {
      switch (Byte.toUnsignedInt(record.get(at))) {
        case ORIGIN -> at += 3;
        case TOP_LEVEL -> at += 5;
        case SHORT_MAIN -> {
          return at + 2;
        }
        case LONG_MAIN -> {
          return at + 5;
        }
        default -> throw new IllegalStateException("a record of another form");
      }
    }
  }

  private static Instant time(ByteBuffer record, int at) {
    return EPOCH.plus(record.getLong(at), ChronoUnit.MICROS);
  }

  private static String name(ByteBuffer record, int from) {
    int end = from;
    while (end < record.limit() && record.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    record.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
