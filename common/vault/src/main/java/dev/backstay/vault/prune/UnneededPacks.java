package dev.backstay.vault.prune;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.work.ProgressMeter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The indexed packs that no snapshot needs, found from directories alone: packs of data need not be
 * there. A pack in which a single needed blob lies is needed, even when that blob lies elsewhere
 * too, for replicas that hold the one pack may lack the other.
 *
 * @param packs with their lengths
 * @param snapshots that were looked at
 * @param indexes every index file that was read
 * @param indexed every pack that they name
 */
public record UnneededPacks(
    Map<BlobId, Long> packs, Set<BlobId> snapshots, Set<BlobId> indexes, Set<BlobId> indexed) {
  public UnneededPacks {
    packs = Map.copyOf(packs);
    snapshots = Set.copyOf(snapshots);
    indexes = Set.copyOf(indexes);
    indexed = Set.copyOf(indexed);
  }

  /**
   * Finds them; the caller holds a lock. Fails when a directory cannot be read or names what is not
   * indexed: then nobody knows what is needed.
   *
   * @param remaining the snapshots that count
   */
  public static UnneededPacks find(Vault vault, Predicate<BlobId> remaining, Progress progress) {
    List<StoredSnapshot> snapshots =
        vault.snapshots().all().stream().filter(stored -> remaining.test(stored.id())).toList();
    IndexLoader.Loaded loaded = vault.loadIndex();
    BlobIndex index = loaded.index();
    var rows = new PackRows(index);
    Usage usage = usage(vault, snapshots, index, progress);
    List<BlobId> indexed = index.packs();
    Map<BlobId, Long> packs = new HashMap<>();
    for (int pack = 0; pack < indexed.size(); pack++) {
      if (!usage.isNeeded(rows, pack)) {
        packs.put(indexed.get(pack), PackHeader.packBytes(rows.blobs(pack)));
      }
    }
    Set<BlobId> ids = new HashSet<>();
    snapshots.forEach(stored -> ids.add(stored.id()));
    return new UnneededPacks(packs, ids, loaded.files(), new HashSet<>(indexed));
  }

  private static Usage usage(
      Vault vault, List<StoredSnapshot> snapshots, BlobIndex index, Progress progress) {
    var usage = new Usage(index, new ProgressMeter(progress, Progress.Phase.TREES, 0, 0));
    for (StoredSnapshot stored : snapshots) {
      usage.need(BlobType.TREE, stored.snapshot().tree(), "the snapshot " + stored.id().shortHex());
    }
    try (var blobs = new BlobReader(vault.objects(), index, vault::bench)) {
      new TreeWalk(blobs, index, usage)
          .walk(
              snapshots.stream().map(stored -> stored.snapshot().tree()).toList(),
              vault.options().crew().cores(),
              vault::bench);
    }
    return usage;
  }
}
