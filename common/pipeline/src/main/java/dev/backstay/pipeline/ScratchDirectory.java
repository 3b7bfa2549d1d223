package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A new, private directory that is gone, with all that is in it, once it is closed. */
public record ScratchDirectory(Path path) implements AutoCloseable {
  /** A directory below {@code scratch}, which is made unless it is there. */
  public static ScratchDirectory below(Path scratch) {
    try {
      Files.createDirectories(scratch);
      return new ScratchDirectory(
          Files.createTempDirectory(
              scratch,
              "proof",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    } catch (IOException e) {
      throw unwritable("no directory can be made below " + scratch + "; nothing was restored", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.walkFileTree(path, new Removal());
    } catch (IOException e) {
      throw unwritable("what was restored to %s cannot be removed".formatted(path), e);
    }
  }

  private static BackstayException unwritable(String what, IOException cause) {
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, what + ": " + cause, cause);
  }

  /** Removes a tree, also through directories that were restored unwritable. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
