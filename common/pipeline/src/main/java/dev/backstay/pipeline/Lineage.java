package dev.backstay.pipeline;

import dev.backstay.vault.snapshot.Snapshot;
import java.util.List;

/** Which snapshots are earlier states of the same thing: the newest is the parent of the next. */
@FunctionalInterface
public interface Lineage {
  boolean includes(Snapshot earlier);

  /** The same paths on the same host. */
  static Lineage ofPaths(String hostname, List<String> paths) {
    return earlier -> earlier.hostname().equals(hostname) && earlier.paths().equals(paths);
  }

  /** Whatever bears a tag. */
  static Lineage ofTag(String tag) {
    return earlier -> earlier.tags().contains(tag);
  }
}
