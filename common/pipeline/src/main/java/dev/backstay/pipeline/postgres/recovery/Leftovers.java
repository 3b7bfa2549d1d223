package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.recovery.ControlFile;
import dev.backstay.engine.postgres.recovery.DataDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes from a data directory what the backup does not hold, so that after a delta restore there
 * is nothing else of a cluster. Never follows a link: what lies elsewhere is cleared where it lies,
 * and of what is there only what is the cluster's. The directories themselves always stay.
 */
final class Leftovers {
  private static final Set<String> OURS =
      Set.of(DataDirectory.ASIDE, DataDirectory.ARRIVED, DataDirectory.BEGUN, ControlFile.PATH);

  private final ClusterSize backup;
  private final Map<EntryPath, Path> elsewhere;
  private long removed;
  private long bytesKept;

  Leftovers(ClusterSize backup, Map<EntryPath, Path> elsewhere) {
    this.backup = backup;
    this.elsewhere = elsewhere;
  }

  /** Clears the data directory and what of it lies elsewhere; how many entries were removed. */
  long clear(Path data) {
    clear(data, EntryPath.ROOT);
    elsewhere.forEach((path, place) -> {
      if (Files.isDirectory(place)) {
        clear(place, path);
      }
    });
    return removed;
  }

  /** What the files that stay take up. */
  long bytesKept() {
    return bytesKept;
  }

  private void clear(Path root, EntryPath at) {
    try {
      Files.walkFileTree(root, new Clearing(new ClusterGround(root, at, backup)));
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "%s could not be cleared of what the backup does not hold: %s".formatted(root, e),
          e);
    }
  }

  private final class Clearing extends SimpleFileVisitor<Path> {
    private final ClusterGround ground;

    Clearing(ClusterGround ground) {
      this.ground = ground;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return ground.holds(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (file.equals(ground.root())) {
        throw new NotDirectoryException(file.toString()); // a link, maybe: never ours to remove
      }
      if (!ground.holds(file)) {
        return FileVisitResult.CONTINUE;
      }
      EntryPath path = ground.pathOf(file);
      boolean link = attributes.isSymbolicLink() && elsewhere.containsKey(path);
      boolean stays = link || isOurs(file) || backup.contains(path);
      if (stays && !isBelowElsewhere(path, file)) {
        bytesKept += attributes.size();
      } else {
        Files.delete(file);
        removed++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path entry, IOException failure) throws IOException {
      if (ground.holds(entry)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isOurs(Path file) {
      return ground.at().isRoot() && OURS.contains(ground.root().relativize(file).toString());
    }

    /** In a real directory where a link to elsewhere is to be. */
    private boolean isBelowElsewhere(EntryPath path, Path file) {
      return ground.at().isRoot()
          && elsewhere.keySet().stream()
              .anyMatch(above -> isBelow(path, above) && Files.exists(file));
    }

    private static boolean isBelow(EntryPath path, EntryPath above) {
      return path.depth() > above.depth()
          && path.names().subList(0, above.depth()).equals(above.names());
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      EntryPath path = ground.pathOf(directory);
      boolean inTheWay = ground.at().isRoot() && elsewhere.containsKey(path);
      if (!directory.equals(ground.root()) && (inTheWay || !backup.contains(path))) {
        Files.delete(directory);
        removed++;
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
