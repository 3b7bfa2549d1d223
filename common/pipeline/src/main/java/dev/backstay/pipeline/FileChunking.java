package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.vault.Chunking;
import java.util.regex.Pattern;

/** Decides how each file of a tree is cut. */
@FunctionalInterface
public interface FileChunking {
  /** As the kind of each file suggests: pages of a database stay in place, other content moves. */
  FileChunking AUTO = entry -> DatabaseFile.isPaged(entry) ? DatabaseFile.PAGES : Chunking.FILES;

  /** How the content of a file is cut. */
  Chunking of(FileEntry entry);

  /** Whether a file that is in fixed chunks already keeps their length, whatever is said now. */
  default boolean keepsFixedChunks() {
    return false;
  }

  /** The same for every file. */
  static FileChunking always(Chunking chunking) {
    return _ -> chunking;
  }

  /** Database files, as far as their names and sizes tell. */
  final class DatabaseFile {
    /**
     * Short enough that scattered changes store little, long enough to compress as well as a
     * megabyte.
     */
    static final Chunking PAGES = new Chunking.Fixed(256 << 10);

    /** No database has smaller pages; PostgreSQL's have 8 KiB. */
    private static final int PAGE_BYTES = 4 << 10;

    /** Relation forks and WAL segments of PostgreSQL, table spaces of InnoDB, SQLite. */
    private static final Pattern NAMES =
        Pattern.compile(
            "[0-9]+(_(fsm|vm|init))?(\\.[0-9]+)?|[0-9A-F]{24}|.+\\.(ibd|sqlite3?|db|mdb)|ibdata[0-9]+");

    private DatabaseFile() {}

    static boolean isPaged(FileEntry entry) {
      return entry.size() > 0
          && entry.size() % PAGE_BYTES == 0
          && NAMES.matcher(entry.name().toString()).matches();
    }
  }
}
