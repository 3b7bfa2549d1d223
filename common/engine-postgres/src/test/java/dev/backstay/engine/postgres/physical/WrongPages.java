package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.RelationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every page of a stopped cluster, looked at. */
final class WrongPages {
  private static final int PAGE_BYTES = 8192;
  private static final long SEGMENT_PAGES = 131072;

  private WrongPages() {}

  static List<String> in(Path data) throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    PageChecksum checksum = new PageChecksum(PAGE_BYTES);
    for (Path path : files) {
      String relative = data.relativize(path).toString();
      Optional<RelationFile> file = RelationFile.parse(relative);
      if (file.isEmpty()) {
        continue;
      }
      byte[] bytes = Files.readAllBytes(path);
      for (int at = 0; at < bytes.length; at += PAGE_BYTES) {
        Page page = Page.at(bytes, at);
        long block = file.orElseThrow().segment() * SEGMENT_PAGES + at / PAGE_BYTES;
        if (!page.isNew() && page.checksum() != checksum.of(bytes, at, block)) {
          wrong.add(relative + " block " + block);
        }
      }
    }
    return wrong;
  }
}
