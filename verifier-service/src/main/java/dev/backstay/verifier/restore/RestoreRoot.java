package dev.backstay.verifier.restore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.RestoreId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory below which restores may write. A restore grows under a name of its own and takes
 * the wanted one when it is whole, so what lies under a wanted name always is.
 */
record RestoreRoot(Optional<Path> directory) {
  private static final String GROWING = ".restoring-";

  /** Where a restore goes; refuses what is not below the root, or is there already. */
  Path target(String wanted) {
    Path root =
        directory.orElseThrow(() ->
            refused("this verifier restores nothing: backstay.verifier.restore-root is not set"));
    Path target = root.resolve(wanted).normalize();
    if (!target.startsWith(root.normalize()) || target.equals(root.normalize())) {
      throw refused("'%s' is not below %s".formatted(wanted, root));
    }
    requireNoLink(root.normalize(), target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new BackstayException(
          ErrorCode.TARGET_NOT_EMPTY, target + " is there already; nothing was restored");
    }
    return target;
  }

  /** A link would lead out of the root. */
  private static void requireNoLink(Path root, Path target) {
    for (Path path = target.getParent();
        path != null && !path.equals(root);
        path = path.getParent()) {
      if (Files.isSymbolicLink(path)) {
        throw refused("'%s' leads over the link %s".formatted(target, path));
      }
    }
  }

  /** Where a restore grows; what an earlier attempt left there is gone. */
  Path growing(Path target, RestoreId restore) {
    Path growing = target.resolveSibling(GROWING + restore);
    try {
      Files.createDirectories(growing.getParent());
      remove(growing);
      return growing;
    } catch (IOException e) {
      throw unwritable(growing, e);
    }
  }

  /** The restore is whole. */
  void finish(Path growing, Path target) {
    try {
      Files.move(growing, target);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** The restore failed. */
  void abandon(Path growing) {
    try {
      remove(growing);
    } catch (IOException e) {
      throw unwritable(growing, e);
    }
  }

  private static void remove(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static BackstayException refused(String why) {
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, why + "; nothing was restored");
  }

  private static BackstayException unwritable(Path path, IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, "%s could not be written: %s".formatted(path, cause), cause);
  }
}
