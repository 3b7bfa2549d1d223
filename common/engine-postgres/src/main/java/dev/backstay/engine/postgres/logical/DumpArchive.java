package dev.backstay.engine.postgres.logical;

import java.nio.file.Path;
import java.util.List;

/** The files of a dump, wherever they are kept. */
public interface DumpArchive {
  /** What is known of the dump. */
  DumpRecord record();

  /** How many bytes the archive of a database has; with names, those of these files alone. */
  long bytes(String directory, List<String> names);

  /**
   * Writes files below a directory that is there, as {@code dump/DIRECTORY/NAME}.
   *
   * @param names of the archive's files; all, when empty
   */
  void fetch(String directory, List<String> names, Path into);

  /** Writes {@code globals.sql} into a directory. */
  void fetchGlobals(Path into);
}
