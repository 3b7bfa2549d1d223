package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The bytes of a cluster's files in a directory, links not followed; 0 where there is none. */
final class DirectorySize extends SimpleFileVisitor<Path> {
  private final ClusterGround ground;
  private long bytes;

  private DirectorySize(ClusterGround ground) {
    this.ground = ground;
  }

  static long of(ClusterGround ground) {
    if (!Files.isDirectory(ground.root())) {
      return 0;
    }
    var size = new DirectorySize(ground);
    try {
      Files.walkFileTree(ground.root(), size);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, ground.root() + " could not be read: " + e, e);
    }
    return size.bytes;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return ground.holds(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path entry, IOException failure) throws IOException {
    if (ground.holds(entry)) {
      throw failure;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += attributes.isRegularFile() && ground.holds(file) ? attributes.size() : 0;
    return FileVisitResult.CONTINUE;
  }
}
