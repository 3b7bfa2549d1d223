package dev.backstay.vault.stats;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.prune.Marks;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeFold;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.stats.VaultStats.Amount;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.work.ProgressMeter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Counts what a vault holds, under a shared lock. A directory's value is the bytes of all files
 * below it; one that cannot be read counts nothing, which a check tells. Confined to one thread.
 */
public final class Census implements TreeFold.Rule<Long> {
  private static final List<ObjectKind> LOOSE =
      List.of(ObjectKind.KEY, ObjectKind.INDEX, ObjectKind.SNAPSHOT, ObjectKind.MARK);

  private final Vault vault;
  private final BlobIndex index;
  private final ProgressMeter meter;
  private Amount packs = Amount.NONE;
  private Amount orphans = Amount.NONE;
  private Amount marked = Amount.NONE;
  private long blobs;
  private long sealedBytes;
  private long plainBytes;

  private Census(Vault vault, BlobIndex index, Progress progress) {
    this.vault = vault;
    this.index = index;
    this.meter = new ProgressMeter(progress, Progress.Phase.TREES, 0, 0);
  }

  /** Counts. */
  public static VaultStats run(Vault vault, Progress progress) {
    try (VaultReader reader = vault.reader()) {
      return new Census(vault, reader.index(), progress).run();
    }
  }

  private VaultStats run() {
    countPacks();
    countBlobs();
    List<StoredSnapshot> snapshots = vault.snapshots().all();
    return new VaultStats(
        snapshots.size(),
        packs,
        orphans,
        marked,
        packs.bytes() + looseBytes(),
        blobs,
        index.size() - blobs,
        sealedBytes,
        plainBytes,
        restoreBytes(snapshots));
  }

  private void countPacks() {
    Set<BlobId> marks = Marks.load(vault.objects()).packs();
    for (VaultObjects.Listed pack : vault.objects().list(ObjectKind.PACK)) {
      long size = pack.stat().size();
      packs = packs.plus(size);
      orphans = index.containsPack(pack.id()) ? orphans : orphans.plus(size);
      marked = marks.contains(pack.id()) ? marked.plus(size) : marked;
    }
  }

  private void countBlobs() {
    for (int row = 0; row < index.size(); row++) {
      PackedBlob blob = index.at(row).blob();
      if (index.rowOf(blob.type(), blob.id()) == row) {
        blobs++;
        sealedBytes += blob.length();
        plainBytes += blob.size();
      }
    }
  }

  private long looseBytes() {
    long bytes =
        vault.store().stat(ObjectKind.CONFIG.name(vault.id())).map(stat -> stat.size()).orElse(0L);
    for (ObjectKind kind : LOOSE) {
      bytes += vault.objects().list(kind).stream().mapToLong(file -> file.stat().size()).sum();
    }
    return bytes;
  }

  private long restoreBytes(List<StoredSnapshot> snapshots) {
    try (var reader = new BlobReader(vault.objects(), index, vault::bench)) {
      var fold = new TreeFold<>(reader, index, this);
      return snapshots.stream().mapToLong(stored -> fold.of(stored.snapshot().tree())).sum();
    }
  }

  @Override
  public Long tree(Tree tree, Function<BlobId, Long> subtree) {
    long bytes = 0;
    for (Node node : tree.nodes()) {
      bytes += node.entry().size();
      bytes += node.subtree() != null ? subtree.apply(node.subtree()) : 0;
    }
    meter.done(0);
    return bytes;
  }

  @Override
  public Long unreadable(BlobId id) {
    return 0L;
  }
}
