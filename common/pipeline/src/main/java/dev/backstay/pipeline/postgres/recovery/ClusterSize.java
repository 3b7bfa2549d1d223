package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.pipeline.SnapshotListing;
import dev.backstay.vault.tree.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much a backup restores to each directory, and every path of it. Confined to one thread; costs
 * some hundred bytes a file.
 */
final class ClusterSize implements SnapshotListing.Visitor {
  private final Set<EntryPath> elsewhere;
  private final Set<EntryPath> paths = new HashSet<>();
  private final Map<EntryPath, Long> bytes = new HashMap<>();
  private long files;

  /** Sizes with those of the directories that lie elsewhere apart. */
  ClusterSize(Set<EntryPath> elsewhere) {
    this.elsewhere = Set.copyOf(elsewhere);
  }

  @Override
  public void visit(EntryPath path, Node node) {
    paths.add(path);
    if (node.entry().type() == FileType.FILE) {
      files++;
      bytes.merge(home(path), node.entry().size(), Long::sum);
    }
  }

  private EntryPath home(EntryPath path) {
    List<FileName> names = path.names();
    for (int depth = 1; depth < names.size(); depth++) {
      EntryPath above = EntryPath.of(names.subList(0, depth));
      if (elsewhere.contains(above)) {
        return above;
      }
    }
    return EntryPath.ROOT;
  }

  @Override
  public void unreadable(EntryPath path, BackstayException cause) {
    throw cause; // a data directory without one of its directories serves nobody
  }

  /** Of the files below a directory that lies elsewhere; of all others for the root. */
  long bytes(EntryPath home) {
    return bytes.getOrDefault(home, 0L);
  }

  long bytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  long files() {
    return files;
  }

  boolean contains(EntryPath path) {
    return paths.contains(path);
  }
}
