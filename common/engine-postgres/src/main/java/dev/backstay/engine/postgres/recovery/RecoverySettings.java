package dev.backstay.engine.postgres.recovery;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of one recovery, as servers from version 12 on read them beside {@code
 * recovery.signal}.
 *
 * @param stop where the recovery stops; none where the log ends there anyway, for a server that
 *     ends recovery without having met its target refuses to start
 * @param timeline to follow; the backup's own when not named
 * @param log the folder that holds segment and history files under their own names, seen from the
 *     data directory; none where that holds all that is needed
 */
public record RecoverySettings(
    Optional<RecoveryStop> stop, OptionalInt timeline, TargetAction action, Optional<Path> log) {
  /** PostgreSQL reads six digits of a second. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** All settings that have a say in a recovery; whatever a restored file says, these are ours. */
  static final List<String> ALL =
      List.of(
          "restore_command",
          "recovery_end_command",
          "archive_cleanup_command",
          "recovery_target",
          "recovery_target_name",
          "recovery_target_time",
          "recovery_target_xid",
          "recovery_target_lsn",
          "recovery_target_inclusive",
          "recovery_target_timeline",
          "recovery_target_action",
          "recovery_min_apply_delay",
          "primary_conninfo",
          "primary_slot_name",
          "promote_trigger_file");

  /** The settings in the order in which they are written. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("restore_command", log.map(RecoverySettings::command).orElse("false"));
    stop.ifPresent(wanted -> put(wanted, values));
    values.put(
        "recovery_target_timeline",
        timeline.isPresent() ? Integer.toString(timeline.getAsInt()) : "current");
    values.put("recovery_target_action", action.setting());
    return values;
  }

  private static void put(RecoveryStop stop, Map<String, String> values) {
    switch (stop) {
      case RecoveryStop.Consistent _ -> values.put("recovery_target", "immediate");
      case RecoveryStop.Later later ->
          values.put("recovery_target_time", TIME.format(later.instant()));
      case RecoveryStop.Before before -> {
        values.put("recovery_target_lsn", before.position().toString());
        values.put("recovery_target_inclusive", "false");
      }
      case RecoveryStop.Behind behind -> {
        values.put("recovery_target_lsn", behind.record().toString());
        values.put("recovery_target_inclusive", "true");
      }
    }
  }

  /** No JVM is ever started by a recovery: what it needs lies ready. */
  private static String command(Path folder) {
    String quoted = folder.toString().replace("%", "%%").replace("'", "'\\''");
    return "cp '%s'/%%f \"%%p\"".formatted(quoted);
  }

  /** A value as a configuration file wants it. */
  static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
