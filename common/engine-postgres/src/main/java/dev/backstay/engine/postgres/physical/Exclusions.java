package dev.backstay.engine.postgres.physical;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backup of a data directory leaves out: what the manual's chapter on low-level backups
 * names and {@code pg_basebackup} leaves out too, and the signs of a standby, since what is
 * restored is no standby of anything.
 */
final class Exclusions {
  /** Directories that are kept empty: the server fills them anew. {@code pg_wal} by other means. */
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> AT_THE_TOP =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "backup_label",
          "backup_label.old",
          "tablespace_map",
          "tablespace_map.old",
          "backup_manifest",
          "current_logfiles",
          "current_logfiles.tmp",
          "postgresql.auto.conf.tmp",
          "standby.signal",
          "recovery.signal",
          // Marks of a restore: one that came back would speak of another.
          "backstay-restore.was",
          "backstay-restore.begun",
          "backstay-restore.control");

  /** The log that a restore fetched; where a backup held it already, a number follows. */
  private static final String FETCHED = "backstay-wal";

  /** What file systems put at their top, and let nobody read. */
  private static final String LOST = "lost+found";

  /** Files of relations: {@code t3_16384} are temporary. */
  private static final Pattern TEMPORARY = Pattern.compile("t\\d+_\\d+(_(fsm|vm|init))?(\\.\\d+)?");

  private static final Pattern RELATION = Pattern.compile("(\\d+)(_(?:fsm|vm|init))?(\\.\\d+)?");
  private static final Pattern DATABASES =
      Pattern.compile("base/\\d+|pg_tblspc/\\d+/PG_[^/]+/\\d+");

  private Exclusions() {}

  /** Whether a directory is kept without what it holds. */
  static boolean isEmptied(String directory) {
    return EMPTIED.contains(directory);
  }

  /** Whether an entry is left out, whatever else its directory holds. */
  static boolean leavesOut(String directory, String name) {
    return (directory.isEmpty() && (AT_THE_TOP.contains(name) || name.startsWith(FETCHED)))
        || name.equals(LOST)
        || name.startsWith("pg_internal.init")
        || name.startsWith("pgsql_tmp")
        || (DATABASES.matcher(directory).matches() && TEMPORARY.matcher(name).matches());
  }

  /**
   * The numbers of a directory's unlogged relations: those with an {@code _init} fork, to which
   * recovery resets them.
   */
  static Set<String> unlogged(String directory, Collection<String> names) {
    if (!DATABASES.matcher(directory).matches()) {
      return Set.of();
    }
    Set<String> unlogged = new HashSet<>();
    for (String name : names) {
      Matcher matcher = RELATION.matcher(name);
      if (matcher.matches() && "_init".equals(matcher.group(2))) {
        unlogged.add(matcher.group(1));
      }
    }
    return unlogged;
  }

  /** Whether a file belongs to an unlogged relation and is not what it is reset to. */
  static boolean isReset(String name, Set<String> unlogged) {
    Matcher matcher = RELATION.matcher(name);
    return matcher.matches()
        && !"_init".equals(matcher.group(2))
        && unlogged.contains(matcher.group(1));
  }
}
