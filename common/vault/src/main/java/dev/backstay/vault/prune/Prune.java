package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.work.ProgressMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One prune of a vault, under an exclusive lock: finds what no snapshot needs, decides by {@link
 * PrunePlan}, and applies it.
 *
 * <p>Nothing is deleted unless the whole picture is plain: every pack the index names is there,
 * every directory of every snapshot was read, every blob they name is indexed. Then, in this order:
 * used blobs of wasteful packs are stored anew, packs are marked, index files without the packs to
 * delete are stored, the old ones deleted, then the packs, then marks nobody needs. Ended at any
 * instant, it leaves at worst copies and orphans, and the next prune finishes.
 */
public final class Prune {
  private final Vault vault;
  private final VaultObjects objects;
  private final PruneOptions options;
  private final Progress progress;
  private final VaultLock lock;
  private final Instant now;

  private Prune(Vault vault, PruneOptions options, Progress progress, VaultLock lock) {
    this.vault = vault;
    this.objects = vault.objects();
    this.options = options;
    this.progress = progress;
    this.lock = lock;
    this.now = vault.options().clock().instant();
  }

  /** Prunes a vault, or in a dry run tells what that would do. */
  public static PruneReport run(Vault vault, PruneOptions options, Progress progress) {
    try (VaultLock lock = vault.lock(true)) {
      return new Prune(vault, options, progress, lock).run();
    }
  }

  /** What the vault holds at the beginning. */
  private record Found(
      Map<BlobId, Long> packs,
      Set<BlobId> snapshots,
      Marks marks,
      IndexLoader.Loaded loaded,
      PackRows rows) {
    BlobIndex index() {
      return loaded.index();
    }
  }

  private PruneReport run() {
    List<StoredSnapshot> snapshots = vault.snapshots().all();
    IndexLoader.Loaded loaded = vault.loadIndex();
    var found =
        new Found(
            listPacks(),
            Set.copyOf(snapshots.stream().map(StoredSnapshot::id).toList()),
            Marks.load(objects),
            loaded,
            new PackRows(loaded.index()));
    requirePresent(found.index().packs(), found.packs().keySet());
    Usage usage = usage(snapshots, found);
    List<PackState> states = states(found, usage);
    PrunePlan plan = PrunePlan.of(states, options, now);
    long rewritten = 0;
    long swept = 0;
    if (!options.dryRun()) {
      new Repacking(vault, found.index(), found.rows(), progress)
          .repack(plan.repack(), doomed(plan), usage);
      rewritten = apply(plan, found);
      // Nobody else writes under our lock; what a process put that lost its lock fails, and it is
      // told.
      swept = vault.store().sweep(now.minus(options.grace()));
    }
    return new Summary(states, plan, options.dryRun()).report(rewritten, swept);
  }

  private static Set<BlobId> doomed(PrunePlan plan) {
    Set<BlobId> doomed = new HashSet<>(plan.repack());
    doomed.addAll(plan.delete());
    doomed.addAll(plan.marks().keySet());
    return doomed;
  }

  private Map<BlobId, Long> listPacks() {
    Map<BlobId, Long> packs = new HashMap<>();
    objects.list(ObjectKind.PACK).forEach(pack -> packs.put(pack.id(), pack.stat().size()));
    return packs;
  }

  private void requirePresent(List<BlobId> indexed, Set<BlobId> present) {
    List<BlobId> missing = indexed.stream().filter(pack -> !present.contains(pack)).toList();
    if (!missing.isEmpty()) {
      throw new BackstayException(
          ErrorCode.OBJECT_MISSING,
          "%d packs that the index of %s names are missing, %s among them; nothing was deleted"
              .formatted(missing.size(), vault.store().location(), missing.getFirst()));
    }
  }

  private Usage usage(List<StoredSnapshot> snapshots, Found found) {
    var usage = new Usage(found.index(), new ProgressMeter(progress, Progress.Phase.TREES, 0, 0));
    for (StoredSnapshot stored : snapshots) {
      usage.need(BlobType.TREE, stored.snapshot().tree(), "the snapshot " + stored.id().shortHex());
    }
    try (var blobs = new BlobReader(objects, found.index(), vault::bench)) {
      new TreeWalk(blobs, found.index(), usage)
          .walk(
              snapshots.stream().map(stored -> stored.snapshot().tree()).toList(),
              vault.options().crew().cores(),
              vault::bench);
    }
    usage.choosePlaces(found.rows(), found.marks().packs());
    return usage;
  }

  private static List<PackState> states(Found found, Usage usage) {
    List<PackState> states = new ArrayList<>();
    found
        .packs()
        .forEach((pack, size) -> {
          Optional<Instant> marked = Optional.ofNullable(found.marks().since().get(pack));
          var number = found.index().packNumber(pack);
          states.add(
              number.isPresent()
                  ? usage.state(found.rows(), number.getAsInt(), size, marked)
                  : new PackState(pack, size, false, 0, size, marked));
        });
    return states;
  }

  /** Marks and deletes as planned; how many index files were rewritten. */
  private long apply(PrunePlan plan, Found found) {
    if (!found.marks().since().keySet().containsAll(plan.marks().keySet())) {
      // Also what is about to be deleted stays marked until it is gone.
      Marks.write(objects, now, newlyMarked(plan, found.marks()));
    }
    long rewritten = 0;
    if (!plan.delete().isEmpty()) {
      var deletion = new Deletion(vault, lock, progress);
      rewritten = deletion.run(plan.delete(), found.snapshots(), found.loaded());
    }
    tidyMarks(plan, Marks.load(objects));
    return rewritten;
  }

  private static List<BlobId> newlyMarked(PrunePlan plan, Marks marks) {
    return plan.marks().keySet().stream()
        .filter(pack -> !marks.since().containsKey(pack))
        .sorted()
        .toList();
  }

  /** Leaves as many mark files as there are times of marking, and in them only what is planned. */
  private void tidyMarks(PrunePlan plan, Marks present) {
    if (present.since().equals(plan.marks()) && present.files().size() <= times(plan)) {
      return;
    }
    Map<Instant, List<BlobId>> byTime = new HashMap<>();
    plan.marks()
        .forEach((pack, since) -> byTime.computeIfAbsent(since, _ -> new ArrayList<>()).add(pack));
    byTime.forEach((since, packs) -> Marks.write(objects, since, packs));
    present.files().forEach(file -> objects.delete(ObjectKind.MARK, file));
  }

  private static long times(PrunePlan plan) {
    return plan.marks().values().stream().distinct().count();
  }
}
