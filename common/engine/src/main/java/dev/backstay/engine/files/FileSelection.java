package dev.backstay.engine.files;

import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PathPatterns;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files of this host are captured.
 *
 * @param roots files and directories, captured with everything below them; relative ones belong to
 *     the working directory
 * @param includes of the files below the roots, those that are captured, or all when there are
 *     none; directories are captured in any case
 * @param excludes what is left out below the roots; a root itself never is, because it was named
 * @param skipCaches whether directories marked as caches by a {@code CACHEDIR.TAG} are captured
 *     empty, but for the tag
 * @param oneFileSystem whether directories on which another file system is mounted are captured
 *     empty
 */
public record FileSelection(
    List<Path> roots,
    PathPatterns includes,
    PathPatterns excludes,
    boolean skipCaches,
    boolean oneFileSystem) {
  public FileSelection {
    roots = List.copyOf(roots);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("a capture needs at least one root");
    }
  }

  /** Everything below these roots. */
  public static FileSelection of(List<Path> roots) {
    return new FileSelection(roots, PathPatterns.NONE, PathPatterns.NONE, false, false);
  }

  /** Whether an entry below a root is captured. */
  boolean takes(EntryPath path, boolean directory) {
    return !excludes.matches(path, directory)
        && (directory || includes.isEmpty() || includes.matches(path, false));
  }
}
