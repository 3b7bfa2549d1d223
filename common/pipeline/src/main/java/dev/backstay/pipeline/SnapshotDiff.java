package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two snapshots. Equal directories are not opened: their trees have the same
 * id.
 */
public final class SnapshotDiff {
  private static final Tree NONE = new Tree(List.of());

  private final VaultReader reader;
  private final Consumer<Change> consumer;

  /** How an entry differs. */
  public enum ChangeKind {
    ADDED,
    REMOVED,
    /** The content of a file, or where a link points. */
    CONTENT,
    /** Nothing but times, owner, permissions or attributes. */
    METADATA,
    /** What the entry is. */
    TYPE
  }

  /** One entry that differs; sizes are 0 where there is no file. */
  public record Change(
      ChangeKind kind, EntryPath path, FileType type, long sizeBefore, long sizeAfter) {}

  private SnapshotDiff(VaultReader reader, Consumer<Change> consumer) {
    this.reader = reader;
    this.consumer = consumer;
  }

  /**
   * Shows every entry in which {@code after} differs from {@code before}, in the order of paths.
   */
  public static void between(
      VaultReader reader, StoredSnapshot before, StoredSnapshot after, Consumer<Change> consumer) {
    new SnapshotDiff(reader, consumer)
        .trees(EntryPath.ROOT, before.snapshot().tree(), after.snapshot().tree());
  }

  private void trees(EntryPath path, @Nullable BlobId before, @Nullable BlobId after) {
    if (Objects.equals(before, after)) {
      return;
    }
    List<Node> old = read(before).nodes();
    List<Node> young = read(after).nodes();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < young.size()) {
      int order = order(old, i, young, j);
      Node left = order <= 0 ? old.get(i++) : null;
      Node right = order >= 0 ? young.get(j++) : null;
      node(path, left, right);
    }
  }

  private Tree read(@Nullable BlobId id) {
    return id == null ? NONE : reader.tree(id);
  }

  private static int order(List<Node> old, int i, List<Node> young, int j) {
    if (i == old.size()) {
      return 1;
    }
    if (j == young.size()) {
      return -1;
    }
    return old.get(i).entry().name().compareTo(young.get(j).entry().name());
  }

  private void node(EntryPath directory, @Nullable Node before, @Nullable Node after) {
    FileName name = Objects.requireNonNull(after != null ? after : before).entry().name();
    EntryPath path = directory.child(name);
    if (before == null && after != null) {
      tell(ChangeKind.ADDED, path, null, after.entry());
      trees(path, null, after.subtree());
    } else if (after == null && before != null) {
      tell(ChangeKind.REMOVED, path, before.entry(), null);
      trees(path, before.subtree(), null);
    } else if (before != null && after != null) {
      compare(path, before, after);
    }
  }

  private void compare(EntryPath path, Node before, Node after) {
    FileEntry old = before.entry();
    FileEntry young = after.entry();
    if (old.type() != young.type()) {
      tell(ChangeKind.TYPE, path, old, young);
    } else if (!before.content().equals(after.content())
        || !old.linkTarget().equals(young.linkTarget())) {
      tell(ChangeKind.CONTENT, path, old, young);
    } else if (!sameMetadata(old, young)) {
      tell(ChangeKind.METADATA, path, old, young);
    }
    trees(path, before.subtree(), after.subtree());
  }

  private static boolean sameMetadata(FileEntry old, FileEntry young) {
    return old.permissions() == young.permissions()
        && old.times().modified().equals(young.times().modified())
        && old.owner().equals(young.owner())
        && old.attributes().equals(young.attributes())
        && old.deviceNumber() == young.deviceNumber();
  }

  private void tell(
      ChangeKind kind, EntryPath path, @Nullable FileEntry before, @Nullable FileEntry after) {
    FileType type = Objects.requireNonNull(after != null ? after : before).type();
    consumer.accept(new Change(kind, path, type, size(before), size(after)));
  }

  private static long size(@Nullable FileEntry entry) {
    return entry == null ? 0 : entry.size();
  }
}
