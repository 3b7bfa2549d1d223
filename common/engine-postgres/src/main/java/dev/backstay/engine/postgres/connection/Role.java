package dev.backstay.engine.postgres.connection;

import java.util.List;

/** What a session is for, and so what its role must be allowed. */
public enum Role {
  /** Asks what any role may ask. */
  OBSERVER("backstay", List.of(), false),

  /** Reads files of the data directory. */
  READER(
      "backstay reader",
      List.of(
          "pg_catalog.pg_ls_dir(text,boolean,boolean)",
          "pg_catalog.pg_stat_file(text,boolean)",
          "pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)"),
      false),

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
      true),

  /** Makes, watches and drops replication slots. */
  SLOT("backstay slot", List.of(), true);

  private final String applicationName;

  @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
  private final List<String> functions;

  private final boolean replication;

  Role(String applicationName, List<String> functions, boolean replication) {
    this.applicationName = applicationName;
    this.functions = functions;
    this.replication = replication;
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
}
