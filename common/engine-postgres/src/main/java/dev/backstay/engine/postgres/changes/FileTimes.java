package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.RelationFile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changed blocks by the size and the time of files, where neither summaries nor WAL are at hand: a
 * file counts as unchanged, as a whole and in any fork, when both are what they were and the time
 * is well before the start of the earlier backup. Whatever was written in its pages before that
 * start was in the file by its checkpoint; whatever came later moved the time.
 */
public final class FileTimes {
  /** Blocks of a full segment, as every packaged server is built: 1 GiB of blocks of 8 KiB. */
  private static final long SEGMENT_BLOCKS = 1 << 17;

  /**
   * How long before the earlier backup's start a file must have been left alone. Times count whole
   * seconds and may come from the clock of a file server; a file that is read again without need
   * costs little.
   */
  static final Duration MARGIN = Duration.ofMinutes(2);

  private FileTimes() {}

  /** What a listing says of a file. */
  public record FileState(long bytes, Instant modified) {}

  /**
   * The files that changed between two listings.
   *
   * @param start when the earlier backup started, by the server's clock; its listing was made later
   * @param before the listing of the earlier backup
   * @param now the listing of this one
   */
  public static ChangedBlocks between(
      Instant start, Map<RelationFile, FileState> before, Map<RelationFile, FileState> now) {
    Instant quiet = start.minus(MARGIN);
    Map<RelationFile, BlockSet.Builder> forks = new HashMap<>();
    now.forEach((file, state) -> {
      BlockSet.Builder fork = forks.computeIfAbsent(file.wholeFork(), _ -> BlockSet.builder());
      if (!state.equals(before.get(file)) || !state.modified().isBefore(quiet)) {
        fork.add(new BlockSet.BlockRange(file.segment() * SEGMENT_BLOCKS, SEGMENT_BLOCKS));
      }
    });
    Map<RelationFile, BlockSet> sets = HashMap.newHashMap(forks.size());
    forks.forEach((fork, blocks) -> sets.put(fork, blocks.build()));
    return file -> Optional.ofNullable(sets.get(file.wholeFork()));
  }
}
