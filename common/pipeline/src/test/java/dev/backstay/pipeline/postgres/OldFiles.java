package dev.backstay.pipeline.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** Data directories that nobody has written into for long. */
final class OldFiles {
  private OldFiles() {}

  /** As if all had been written an hour ago. */
  static void age(Path data) throws IOException {
    FileTime past = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.setLastModifiedTime(file, past);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
