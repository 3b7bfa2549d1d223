package dev.backstay.vault.snapshot;

import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A published backup: one tree, and what is known of its making.
 *
 * @param time when the capture began
 * @param tree of the root directory
 * @param parent the snapshot it was compared with to skip unchanged files
 * @param paths what was asked to be backed up
 * @param excludes what was asked to be left out
 */
public record Snapshot(
    Instant time,
    BlobId tree,
    Optional<BlobId> parent,
    List<String> paths,
    String hostname,
    String username,
    List<String> tags,
    List<String> excludes) {
  public Snapshot {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
    excludes = List.copyOf(excludes);
  }
}
