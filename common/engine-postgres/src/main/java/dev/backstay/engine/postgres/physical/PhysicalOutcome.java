package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import java.time.Instant;
import java.util.List;

/**
 * What a finished capture must be remembered by.
 *
 * @param facts of the server that was captured
 * @param timeline on which the backup began
 * @param start where a recovery begins to read the log, and from where the next backup's changes
 *     count
 * @param stop what a recovery must reach to be consistent
 * @param startedAt by the server's clock
 * @param stoppedAt by the server's clock: the first instant to which a recovery can lead
 * @param badPages rotten pages, captured as they are; the first {@link BadPages#MAX_NAMED}
 * @param moreBadPages how many wrong pages there are beyond those named
 * @param onDisk whether the files were read from this host's disk
 * @param bytesRead from the source's files
 */
public record PhysicalOutcome(
    ServerFacts facts,
    int timeline,
    Lsn start,
    Lsn stop,
    Instant startedAt,
    Instant stoppedAt,
    List<Tablespace> tablespaces,
    List<BadPage> badPages,
    long moreBadPages,
    boolean onDisk,
    long bytesRead) {
  public PhysicalOutcome {
    tablespaces = List.copyOf(tablespaces);
    badPages = List.copyOf(badPages);
  }
}
