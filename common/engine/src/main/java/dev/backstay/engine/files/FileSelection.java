package dev.backstay.engine.files;

import dev.backstay.engine.PathPatterns;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files of this host are captured.
 *
 * @param roots files and directories, captured with everything below them; relative ones belong to
 *     the working directory
 * @param excludes what is left out below the roots; a root itself never is, because it was named
 * @param skipCaches whether directories marked as caches by a {@code CACHEDIR.TAG} are captured
 *     empty, but for the tag
 * @param oneFileSystem whether directories on which another file system is mounted are captured
 *     empty
 */
public record FileSelection(
    List<Path> roots, PathPatterns excludes, boolean skipCaches, boolean oneFileSystem) {
  public FileSelection {
    roots = List.copyOf(roots);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("a capture needs at least one root");
    }
  }

  /** Everything below these roots. */
  public static FileSelection of(List<Path> roots) {
    return new FileSelection(roots, PathPatterns.NONE, false, false);
  }
}
