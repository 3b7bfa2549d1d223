package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * What an earlier backup left in the log of the server it was taken of: a checkpoint where it
 * began, and of a primary a record where it ended. A server whose log has other records there was
 * put back to an older state meanwhile (the snapshot of a machine, a copy started without a
 * recovery), and went another way on the same timeline.
 *
 * <p>A damaged record is {@code WAL_BROKEN}.
 *
 * @param source where the log is
 * @param majorVersion the server's
 * @param segmentBytes the size of its segments
 */
public record BackupTraces(WalBytes source, int majorVersion, int segmentBytes) {
  private static final int XLOG = 0;
  private static final int RESOURCE_OFFSET = 17;
  private static final int OPERATION_OFFSET = 16;
  private static final int OPERATION = 0xF0;
  private static final int CHECKPOINT_OF_SHUTDOWN = 0x00;
  private static final int CHECKPOINT = 0x10;
  private static final int BACKUP_END = 0x50;
  private static final int ALIGNMENT = 8;

  /** What was found. */
  public enum Finding {
    /** The trace. */
    PRESENT,
    /** Something else in its place. */
    ABSENT,
    /** Nothing: the log is not at hand any more, or cannot be read. */
    UNTOLD
  }

  /**
   * Whether a backup began at the start of a span. Checkpoints follow each other, so the first one
   * that is recorded behind that position is the one whose replay begins there.
   *
   * @param span from where the backup began to where its timeline has come since
   */
  public Finding begin(TimelineSpan span) {
    if (span.isEmpty()) {
      return Finding.PRESENT; // the newest checkpoint still is that of the backup
    }
    return read(
        span,
        reader -> {
          WalReader.Step step = reader.next();
          while (step == WalReader.Step.RECORD && !isCheckpoint(reader.record())) {
            step = reader.next();
          }
          return switch (step) {
            case RECORD -> finding(position(reader.record()).equals(span.start()));
            case END -> Finding.ABSENT;
            case MISSING -> Finding.UNTOLD;
          };
        });
  }

  /**
   * Whether a backup of a primary ended at a position.
   *
   * @param start where it began, which the record at its end repeats
   */
  public Finding end(int timeline, Lsn start, Lsn stop) {
    Lsn from = start.max(WalSegment.endingAt(timeline, stop, segmentBytes).start());
    return read(
        new TimelineSpan(timeline, from, stop),
        reader -> {
          WalReader.Step step = reader.next();
          boolean isHere = false;
          boolean isEmpty = true;
          while (step == WalReader.Step.RECORD) {
            isEmpty = false;
            isHere =
                behind(reader).equals(stop)
                    && isBackupEnd(reader.record())
                    && position(reader.record()).equals(start);
            step = reader.next();
          }
          // A record that began in the segment before is not looked for.
          return step == WalReader.Step.MISSING || isEmpty ? Finding.UNTOLD : finding(isHere);
        });
  }

  /** Looks into a span. */
  @FunctionalInterface
  private interface Search {
    Finding in(WalReader reader);
  }

  private Finding read(TimelineSpan span, Search search) {
    try {
      WalVersion version = WalVersion.of(majorVersion);
      WalPages pages = new WalPages(source, span.timeline(), version);
      return search.in(new WalReader(pages, span, segmentBytes));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.SOURCE_UNSUPPORTED) {
        return Finding.UNTOLD;
      }
      throw e;
    }
  }

  private static Finding finding(boolean isPresent) {
    return isPresent ? Finding.PRESENT : Finding.ABSENT;
  }

  static boolean isCheckpoint(ByteBuffer record) {
    return isOf(
        record, operation -> operation == CHECKPOINT || operation == CHECKPOINT_OF_SHUTDOWN);
  }

  static boolean isBackupEnd(ByteBuffer record) {
    return isOf(record, operation -> operation == BACKUP_END);
  }

  private static boolean isOf(ByteBuffer record, IntPredicate operation) {
    return record.get(RESOURCE_OFFSET) == XLOG
        && operation.test(Byte.toUnsignedInt(record.get(OPERATION_OFFSET)) & OPERATION);
  }

  /** The position with which the main part of both records begins. */
  static Lsn position(ByteBuffer record) {
    return new Lsn(record.getLong(WalMarks.main(record)));
  }

  /** As the server counts: the next record may begin there. */
  private static Lsn behind(WalReader reader) {
    return new Lsn((reader.position().value() + ALIGNMENT - 1) & -ALIGNMENT);
  }
}
