package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.RelationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What changed between two data directories, found by looking at every page. */
final class BruteForce {
  private static final int PAGE_BYTES = 8192;

  private BruteForce() {}

  /** The changed blocks of all relations; of a fork that is new or has become shorter, all. */
  static ChangedBlocks compare(Path before, Path now) throws IOException {
    Map<RelationFile, BlockSet> changed = new HashMap<>();
    for (String path : paths(now)) {
      Optional<RelationFile> file = RelationFile.parse(path);
      if (file.isPresent()) {
        changed.put(
            file.orElseThrow().wholeFork(), blocks(before.resolve(path), now.resolve(path)));
      }
    }
    return file -> Optional.ofNullable(changed.get(file.wholeFork()));
  }

  private static BlockSet blocks(Path before, Path now) throws IOException {
    if (!Files.exists(before)) {
      return BlockSet.ALL;
    }
    byte[] old = Files.readAllBytes(before);
    byte[] young = Files.readAllBytes(now);
    BlockSet.Builder blocks = BlockSet.builder();
    for (int at = 0; at < young.length; at += PAGE_BYTES) {
      int end = at + PAGE_BYTES;
      if (end > old.length || !Arrays.equals(old, at, end, young, at, end)) {
        blocks.add(at / PAGE_BYTES);
      }
    }
    return blocks.build();
  }

  /** Files that are not the same in both, or in one only. */
  static List<String> differing(Path one, Path two) throws IOException {
    List<String> differing = new ArrayList<>();
    for (String path : paths(one)) {
      if (!Files.exists(two.resolve(path))
          || Files.mismatch(one.resolve(path), two.resolve(path)) >= 0) {
        differing.add(path);
      }
    }
    for (String path : paths(two)) {
      if (!Files.exists(one.resolve(path))) {
        differing.add(path);
      }
    }
    return differing;
  }

  private static List<String> paths(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
