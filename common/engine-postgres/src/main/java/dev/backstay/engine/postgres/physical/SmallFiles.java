package dev.backstay.engine.postgres.physical;

import java.util.List;
import java.util.Optional;

/** Small files read at once, each whole, in the order in which they were wanted. */
final class SmallFiles {
  /** A file and how much of it. */
  record Wanted(String path, int bytes) {}

  private final List<Optional<byte[]>> contents;

  SmallFiles(List<Optional<byte[]>> contents) {
    this.contents = List.copyOf(contents);
  }

  /** The content of the file wanted at a place; empty when it has vanished. */
  Optional<byte[]> content(int place) {
    return contents.get(place);
  }
}
