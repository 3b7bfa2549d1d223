package dev.backstay.engine.postgres;

import java.util.List;
import java.util.Map;

/**
 * What a server says of itself when a session opens.
 *
 * @param version as {@code server_version_num}: 170011 is 17.11
 * @param timeline the one it writes or, as a standby, replays
 * @param inRecovery whether it is a standby
 * @param blockBytes size of a page
 * @param walSegmentBytes size of a WAL segment
 * @param checksums whether pages carry checksums
 * @param settings those of {@link #SETTINGS} that the server knows and lets this role see
 */
public record ServerFacts(
    SystemId system,
    int version,
    int timeline,
    boolean inRecovery,
    int blockBytes,
    int walSegmentBytes,
    boolean checksums,
    Map<String, String> settings) {
  /** What a recovery must know: a standby refuses to start with less than its primary had. */
  public static final List<String> SETTINGS =
      List.of(
          "max_connections",
          "max_worker_processes",
          "max_wal_senders",
          "max_prepared_transactions",
          "max_locks_per_transaction",
          "wal_level",
          "shared_preload_libraries",
          "data_directory",
          "data_directory_mode",
          "config_file",
          "hba_file",
          "ident_file",
          "server_encoding",
          "server_version",
          "lc_messages",
          "TimeZone",
          "segment_size",
          "summarize_wal",
          "full_page_writes",
          "wal_log_hints",
          "max_slot_wal_keep_size",
          "allow_in_place_tablespaces");

  private static final long USUAL_SEGMENT_BYTES = 1L << 30;

  public ServerFacts {
    settings = Map.copyOf(settings);
  }

  /**
   * How many pages a whole segment file of a relation has. The setting counts blocks, and its block
   * is the server's own page; where it is not known, files are of 1 GiB as every package has them.
   */
  public long pagesOfSegment() {
    String pages = setting("segment_size");
    return pages.isEmpty() ? USUAL_SEGMENT_BYTES / blockBytes : Long.parseLong(pages);
  }

  /** The major version: 17. */
  public int major() {
    return version / 10_000;
  }

  /** A setting's value; empty text when it is not known. */
  public String setting(String name) {
    return settings.getOrDefault(name, "");
  }
}
