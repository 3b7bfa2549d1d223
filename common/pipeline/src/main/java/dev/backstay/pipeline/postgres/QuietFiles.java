package dev.backstay.pipeline.postgres;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.pipeline.Comparison;
import java.time.Instant;

/**
 * Unchanged files by their size and time, where neither summaries nor WAL are at hand: a file
 * counts as unchanged when both are what they were and the time is well before the start of the
 * earlier backup. Whatever was written in its pages before that start was in the file by its
 * checkpoint; whatever came later moved the time; and a file of an older state that was put back
 * has another one.
 *
 * @param since the start of the earlier backup, less what clocks differ
 */
record QuietFiles(Instant since) implements Comparison {
  @Override
  public boolean isUnchanged(FileEntry now, FileEntry before) {
    return before.type() == FileType.FILE
        && before.size() == now.size()
        && before.times().modified().equals(now.times().modified())
        && now.times().modified().isBefore(since);
  }
}
