package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.util.List;

/**
 * Changed blocks by reading the WAL itself, of servers 14 to 18. Every record is checked against
 * its checksum; one that does not match is never skipped: it severs the span.
 *
 * <p>Changes of hint bits alone (which transactions are known to be committed) are in WAL only with
 * data checksums or {@code wal_log_hints}, and then the first of each page after each checkpoint:
 * enough, since a span starts at a backup's own checkpoint. Without both, the copy of such a page
 * is older than the file by hints that any reader would set again; nothing depends on them.
 *
 * @param source where the WAL is
 * @param majorVersion the server's
 * @param segmentBytes the size of its segments
 */
public record WalRecords(WalBytes source, int majorVersion, int segmentBytes) {
  /**
   * The changes of WAL spans that follow each other. The first starts at a record: the position at
   * which a backup starts is one.
   */
  public Changes between(List<TimelineSpan> spans) {
    try {
      return read(spans);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.SOURCE_UNSUPPORTED) {
        return new Changes.Unknown(String.valueOf(e.getMessage()));
      }
      if (e.code() == ErrorCode.WAL_BROKEN) {
        return new Changes.Severed(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Changes read(List<TimelineSpan> spans) {
    WalVersion version = WalVersion.of(majorVersion);
    BlockTable table = new BlockTable();
    RecordChanges changes = new RecordChanges(version, table);
    for (TimelineSpan span : spans) {
      WalPages pages = new WalPages(source, span.timeline(), version);
      WalReader reader = new WalReader(pages, span, segmentBytes);
      WalReader.Step step;
      while ((step = reader.next()) == WalReader.Step.RECORD) {
        changes.note(reader.record(), reader.recordBytes());
        if (changes.blindness().isPresent()) {
          return new Changes.Unknown(changes.blindness().orElseThrow());
        }
      }
      if (step == WalReader.Step.MISSING) {
        return new Changes.Unknown(
            "the WAL from %s of timeline %d on is not at hand"
                .formatted(reader.position(), span.timeline()));
      }
    }
    return new Changes.Known(table.finish());
  }
}
