package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums up log as far as it is at hand, piece by piece if need be. Each record is checked against
 * its checksum and must point back to the one before it, as no record does where the log of another
 * history begins.
 *
 * @param source where the log is
 * @param majorVersion the server's
 * @param segmentBytes the size of its segments
 */
public record LogFold(WalBytes source, int majorVersion, int segmentBytes) {
  private static final int PREVIOUS_OFFSET = 8;
  private static final int CHECKSUM_OFFSET = 20;
  private static final int ALIGNMENT = 8;

  /**
   * The records that start in a span, up to the first one that is not whole: the summary's end says
   * how far that is. Of a span that starts with a segment, a record that began in the segment
   * before is none.
   *
   * <p>Fails with {@code WAL_BROKEN} for a damaged record, or one that does not follow the one
   * before it, and with {@code SOURCE_UNSUPPORTED} for log that cannot be read.
   *
   * @param previous where the record before the span starts; {@link Lsn#ZERO} when nobody knows
   * @return empty when no record is whole
   */
  public Optional<LogSummary> of(TimelineSpan span, Lsn previous) {
    WalVersion version = WalVersion.of(majorVersion);
    WalPages pages = new WalPages(source, span.timeline(), version);
    WalReader reader = new WalReader(pages, span, segmentBytes);
    var folding = new Folding(version, previous);
    Lsn reached = span.start();
    WalReader.Step step = reader.next();
    while (step == WalReader.Step.RECORD) {
      reached = folding.take(reader);
      if (folding.changes.blindness().isPresent()) {
        return Optional.of(
            folding.summary(new TimelineSpan(span.timeline(), span.start(), reached)));
      }
      step = reader.next();
    }
    if (step == WalReader.Step.END) {
      reached = reader.position();
    }
    return reached.equals(span.start())
        ? Optional.empty()
        : Optional.of(folding.summary(new TimelineSpan(span.timeline(), span.start(), reached)));
  }

  /** What was found so far. */
  private static final class Folding {
    private final BlockTable table = new BlockTable();
    private final List<LogSummary.Checkpoint> checkpoints = new ArrayList<>();
    private final List<LogSummary.Backup> backups = new ArrayList<>();
    private final RecordChanges changes;
    private Lsn last;

    Folding(WalVersion version, Lsn previous) {
      this.changes = new RecordChanges(version, table);
      this.last = previous;
    }

    /** Takes the current record; where the next one may start. */
    Lsn take(WalReader reader) {
      ByteBuffer record = reader.record();
      Lsn start = reader.recordStart();
      Lsn before = new Lsn(record.getLong(PREVIOUS_OFFSET));
      if (!last.equals(Lsn.ZERO) && !before.equals(last)) {
        throw new BackstayException(
            ErrorCode.WAL_BROKEN,
            "the WAL record at %s follows one at %s, and not that at %s: the log before it is of another history"
                .formatted(start, before, last));
      }
      Lsn end = new Lsn((reader.position().value() + ALIGNMENT - 1) & -ALIGNMENT);
      if (BackupTraces.isCheckpoint(record)) {
        checkpoints.add(
            new LogSummary.Checkpoint(
                start, BackupTraces.position(record), record.getInt(CHECKSUM_OFFSET)));
      } else if (BackupTraces.isBackupEnd(record)) {
        backups.add(new LogSummary.Backup(BackupTraces.position(record), end));
      }
      changes.note(record, reader.recordBytes());
      last = start;
      return end;
    }

    LogSummary summary(TimelineSpan span) {
      return new LogSummary(span, last, checkpoints, backups, table.finish(), changes.blindness());
    }
  }
}
