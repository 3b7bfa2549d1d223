package dev.backstay.engine.postgres.connection;

import java.time.Duration;
import java.util.List;

/** What a session is for, and so what its role must be allowed. */
public enum Role {
  /** Asks what any role may ask. */
  OBSERVER("backstay", List.of(), false, Duration.ZERO),

  /** Reads files of the data directory. */
  READER(
      "backstay reader",
      List.of(
          "pg_catalog.pg_ls_dir(text,boolean,boolean)",
          "pg_catalog.pg_stat_file(text,boolean)",
          "pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)"),
      false,
      Silence.LIMIT),

  /** Reads files, and begins and ends a physical backup. */
  BACKUP(
      "backstay backup",
      List.of(
          "pg_catalog.pg_ls_dir(text,boolean,boolean)",
          "pg_catalog.pg_stat_file(text,boolean)",
          "pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)",
          "pg_catalog.pg_backup_start(text,boolean)",
          "pg_catalog.pg_backup_stop(boolean)",
          "pg_catalog.pg_start_backup(text,boolean,boolean)",
          "pg_catalog.pg_stop_backup(boolean,boolean)"),
      true,
      Silence.LIMIT),

  /** Makes, watches and drops replication slots. */
  SLOT("backstay slot", List.of(), true, Duration.ZERO);

  private final String applicationName;

  @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
  private final List<String> functions;

  private final boolean replication;

  private final Duration silence;

  /** A class of its own, since a constant of the enum would be made after its values. */
  private static final class Silence {
    /**
     * Each answer to these roles is a part of a file or a list: a disk that takes longer than this
     * for one has failed.
     */
    static final Duration LIMIT = Duration.ofMinutes(15);
  }

  Role(String applicationName, List<String> functions, boolean replication, Duration silence) {
    this.applicationName = applicationName;
    this.functions = functions;
    this.replication = replication;
    this.silence = silence;
  }

  /** What the server's administrator sees in {@code pg_stat_activity}. */
  String applicationName() {
    return applicationName;
  }

  /** Functions that it must be allowed to call, of those that the server's version has. */
  List<String> functions() {
    return functions;
  }

  /** Whether it must be allowed to replicate. */
  boolean replication() {
    return replication;
  }

  /** For how long the server may be silent when it was asked something; zero for ever. */
  Duration silence() {
    return silence;
  }
}
