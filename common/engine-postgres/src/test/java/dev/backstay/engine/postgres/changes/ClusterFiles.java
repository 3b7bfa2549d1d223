package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.RelationFile;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** The relation files of a data directory at rest: a fingerprint of each page. */
record ClusterFiles(Map<RelationFile, long[]> pages) {
  private static final int PAGE_BYTES = 8192;

  static ClusterFiles of(Path data) throws IOException {
    Map<RelationFile, long[]> pages = new HashMap<>();
    Files.walkFileTree(
        data,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var relation = RelationFile.parse(data.relativize(file).toString());
            if (relation.isPresent()) {
              pages.put(relation.orElseThrow(), fingerprints(Files.readAllBytes(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new ClusterFiles(pages);
  }

  private static long[] fingerprints(byte[] content) {
    long[] pages = new long[content.length / PAGE_BYTES];
    for (int page = 0; page < pages.length; page++) {
      CRC32C sum = new CRC32C();
      sum.update(content, page * PAGE_BYTES, PAGE_BYTES);
      pages[page] = sum.getValue();
    }
    return pages;
  }
}
