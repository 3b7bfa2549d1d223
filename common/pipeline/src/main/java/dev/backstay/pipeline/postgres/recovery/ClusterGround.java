package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.files.FileName;
import dev.backstay.engine.EntryPath;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A directory in which a cluster, or a part of it that lies elsewhere, is to be as in a backup, and
 * what in it is the cluster's. A data directory is all its own but for what its file system keeps.
 * The place of a tablespace may be shared with other clusters, and with what a file system keeps at
 * its root: there it is what the backup holds. In a log that lies elsewhere it is what a server
 * writes as well.
 *
 * @param root a real path
 * @param at where in the data directory it belongs
 */
record ClusterGround(Path root, EntryPath at, ClusterSize backup) {
  static final EntryPath LOG = EntryPath.of("pg_wal");

  /** What file systems put at their top, and let nobody read. */
  private static final String LOST = "lost+found";

  private static final Pattern WRITTEN_BY_SERVERS =
      Pattern.compile(
          "[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?|[0-9A-F]{8}\\.history"
              + "|xlogtemp\\.\\d+|RECOVERY(XLOG|HISTORY)|archive_status|summaries");

  /** Whether an entry below the root is the cluster's; the root itself is. */
  boolean holds(Path entry) {
    if (entry.equals(root)) {
      return true;
    }
    String name = root.relativize(entry).getName(0).toString();
    if (at.isRoot()) {
      return !name.equals(LOST);
    }
    return backup.contains(at.child(FileName.of(name)))
        || (at.equals(LOG) && WRITTEN_BY_SERVERS.matcher(name).matches());
  }

  /** Where an entry below the root belongs. */
  EntryPath pathOf(Path entry) {
    EntryPath path = at;
    if (!entry.equals(root)) {
      for (Path name : root.relativize(entry)) {
        path = path.child(FileName.of(name.toString()));
      }
    }
    return path;
  }
}
