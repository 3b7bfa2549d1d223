package dev.backstay.engine.postgres.recovery;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a scratch server: nothing of the source's own has a say in it. */
final class ScratchSettings {
  private static final int ARCHIVE_LIBRARY_SINCE = 15;
  private static final int EVENT_TRIGGERS_SINCE = 17;

  /** Recovery needs as much of these as the source had. */
  private static final List<String> AS_BEFORE =
      List.of(
          "max_connections",
          "max_worker_processes",
          "max_prepared_transactions",
          "max_locks_per_transaction");

  private ScratchSettings() {}

  /**
   * All settings.
   *
   * @param folder for the socket and the access file, which only their owner may enter
   * @param source settings of the server that was backed up
   */
  static Map<String, String> of(int major, Path folder, Map<String, String> source) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String name : AS_BEFORE) {
      if (!source.getOrDefault(name, "").isEmpty()) {
        settings.put(name, source.getOrDefault(name, ""));
      }
    }
    isolate(settings, major, folder);
    speedUp(settings);
    return settings;
  }

  /** Reaches nobody, is reached by nobody, loads nothing, runs nothing. */
  private static void isolate(Map<String, String> settings, int major, Path folder) {
    settings.put("listen_addresses", "");
    settings.put("unix_socket_directories", folder.toString());
    settings.put("unix_socket_permissions", "0700");
    settings.put("port", Integer.toString(ScratchServer.PORT));
    settings.put("hba_file", folder.resolve(ScratchServer.ACCESS).toString());
    settings.put("ident_file", folder.resolve(ScratchServer.NAMES).toString());
    settings.put("ssl", "off");
    settings.put("archive_mode", "off");
    settings.put("archive_command", "");
    if (major >= ARCHIVE_LIBRARY_SINCE) {
      settings.put("archive_library", "");
    }
    settings.put("shared_preload_libraries", "");
    settings.put("session_preload_libraries", "");
    settings.put("local_preload_libraries", "");
    settings.put("primary_conninfo", "");
    settings.put("primary_slot_name", "");
    settings.put("synchronous_standby_names", "");
    settings.put("max_wal_senders", "0");
    settings.put(
        "max_logical_replication_workers", "0"); // subscriptions would call their publishers
    if (major >= EVENT_TRIGGERS_SINCE) {
      settings.put("event_triggers", "off"); // those of logins run for us too
    }
    settings.put("logging_collector", "off");
    settings.put("log_destination", "stderr");
    settings.put("lc_messages", "C");
    settings.put("hot_standby", "off");
  }

  /** It is thrown away, so it need not survive a crash; and it is asked little. */
  private static void speedUp(Map<String, String> settings) {
    settings.put("fsync", "off");
    settings.put("full_page_writes", "off");
    settings.put("synchronous_commit", "off");
    settings.put("autovacuum", "off");
    settings.put("jit", "off");
    settings.put("huge_pages", "off");
    settings.put("shared_buffers", "128MB");
  }
}
