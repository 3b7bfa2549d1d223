package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.physical.PhysicalCapture;
import dev.backstay.engine.postgres.physical.Tablespace;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the snapshot of a physical backup says of itself, in its file {@code /backstay.json}: all
 * that a restore must know and the data directory does not tell. Read by anybody, without Backstay.
 *
 * <pre>
 * {"format":1,"kind":"postgres-physical","system":"7301…","version":170011,"timeline":1,
 *  "standby":false,"startLsn":"0/2000028","stopLsn":"0/2000158",
 *  "startTime":"2026-01-02T03:04:05Z","stopTime":"2026-01-02T03:04:09Z",
 *  "checksums":true,"blockBytes":8192,"walSegmentBytes":16777216,
 *  "settings":{"max_connections":"100",…},
 *  "tablespaces":[{"oid":16385,"name":"fast","location":"/mnt/fast"},…],
 *  "badPages":[{"path":"base/5/16397","offset":38592512,"block":4711,"relation":"public.orders",
 *    "lastGood":"last-good/base/5/16397/38592512/38535168"},…],
 *  "moreBadPages":0,"changedBy":"wal-summaries"}
 * </pre>
 *
 * @param server as it was when the backup started
 * @param badPages those that are named
 * @param moreBadPages how many there are beyond them
 */
public record PhysicalDescription(
    ServerFacts server,
    Span span,
    List<Tablespace> tablespaces,
    List<BadPage> badPages,
    long moreBadPages,
    ChangedBy changedBy) {
  /** The file's name, at the root of the snapshot. */
  public static final String FILE = "backstay.json";

  /** The directory at the root of the snapshot that holds the data directory. */
  public static final String DATA = PhysicalCapture.DIRECTORY;

  /**
   * The directory at the root of the snapshot that holds the last good state of bad pages: for each
   * a directory {@code <path>/<offset>}, and in it the chunk that held the page, under its own
   * offset, if there is one. Beside the list in the file, since directories can be read where
   * content is gone to its destinations.
   */
  public static final String LAST_GOOD = "last-good";

  public PhysicalDescription {
    tablespaces = List.copyOf(tablespaces);
    badPages = List.copyOf(badPages);
  }

  /**
   * From where to where the log is needed until the data is consistent.
   *
   * @param timeline on which the backup began
   * @param startTime by the server's clock
   * @param stopTime by the server's clock: no earlier instant can be restored
   */
  public record Span(int timeline, Lsn start, Lsn stop, Instant startTime, Instant stopTime) {}

  /**
   * A page whose checksum does not fit.
   *
   * @param path of the file, in the data directory
   * @param offset where the page begins in the file
   * @param block its number in the relation's fork, as PostgreSQL's messages count
   * @param relation its table or index; empty text where that is not known
   * @param lastGood where in the snapshot the chunk is that held the page when it was good last;
   *     its name is the chunk's offset in the file
   */
  public record BadPage(
      String path, long offset, long block, String relation, Optional<String> lastGood) {
    BadPage withLastGood(Optional<String> kept) {
      return new BadPage(path, offset, block, relation, kept);
    }
  }

  /**
   * The tags of the snapshot.
   *
   * @param fullRead when everything was read last, unless that was now
   * @param serverStarted when the server had been started, by its clock
   */
  PhysicalTags tags(Instant fullRead, Instant serverStarted) {
    return new PhysicalTags(
        server.system(),
        server.version(),
        span.timeline(),
        span.start(),
        span.stop(),
        span.startTime(),
        span.stopTime(),
        changedBy,
        changedBy == ChangedBy.FULL ? span.stopTime() : fullRead,
        server.checksums(),
        server.inRecovery(),
        Optional.of(serverStarted),
        !badPages.isEmpty());
  }

  /** How many pages are bad. */
  public long badPageCount() {
    return badPages.size() + moreBadPages;
  }

  /** The bytes of the file. */
  public byte[] encode() {
    return PhysicalDescriptionJson.encode(this);
  }

  /** Reads what {@link #encode} wrote; unknown fields are skipped, another format is refused. */
  public static PhysicalDescription decode(byte[] bytes) throws IOException {
    return PhysicalDescriptionJson.decode(bytes);
  }
}
