package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.ByteRanges;
import java.util.List;

/**
 * The files of a data directory, however they are reached. Paths are relative to it, with slashes
 * between their names; the directory itself is the empty path.
 *
 * <p>Any number of threads may read at once; {@link #list} is called by one at a time.
 */
interface ClusterFiles extends AutoCloseable {
  /** A directory's entries, in any order; those that vanish meanwhile are left out. */
  List<ListedFile> list(String directory);

  /**
   * Reads parts of a file, one behind the other. What lies beyond the file's end comes as a shorter
   * piece. A file that is not there (any more) is {@code SOURCE_VANISHED}, thrown here or by the
   * first piece.
   */
  Pieces read(String path, ByteRanges parts);

  /** Small files, each whole up to its given size; null for one that has vanished. */
  SmallFiles readSmall(List<SmallFiles.Wanted> wanted);

  /** Who owns the files, as far as it is known. */
  FileOwner owner();

  /** Whether they are read from the disk of this host. */
  boolean onDisk();

  /** Ends every reading that is under way: it fails where it is. */
  @Override
  void close();
}
