package dev.backstay.vault.repair;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.copy.ReplicaIdentity;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.repair.RepairReport.Means;
import dev.backstay.vault.session.IndexRewriter;
import dev.backstay.vault.session.IndexWriter;
import dev.backstay.vault.session.WriteSession;
import dev.backstay.vault.snapshot.SnapshotFile;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One repair of a damaged vault from a replica, under an exclusive lock at the one and a shared
 * lock at the other. It works on bytes, so the damaged vault need not open.
 *
 * <p>Whatever the replica has under the same name is put back under it. What a pack held that the
 * replica stores otherwise is stored anew, blob by blob. An index file the replica does not have is
 * made anew from the headers of the packs that nobody else indexes. Snapshots that are missing come
 * last. Nothing is deleted before what takes its place was read back, and nothing that might still
 * be mended from a better replica is deleted at all.
 */
public final class Repair {
  private final Vault replica;
  private final VaultReader reader;
  private final VaultObjects target;
  private final VaultLock lock;
  private final Progress progress;
  private final RepairLog log = new RepairLog();
  private final SameNames sameNames;
  private final BlobIndex index = new BlobIndex();
  private final Set<BlobId> doomed = new HashSet<>();
  private final Set<BlobId> brokenIndexes = new HashSet<>();

  private Repair(
      Vault replica, VaultReader reader, VaultLock lock, VaultObjects target, Progress p) {
    this.replica = replica;
    this.reader = reader;
    this.lock = lock;
    this.target = target;
    this.progress = p;
    this.sameNames = new SameNames(target.store(), replica, log);
  }

  /** Mends what is in a store from a replica of the same vault. */
  public static RepairReport run(BlobStore damaged, Vault replica, Progress progress) {
    refuseOthers(damaged, replica);
    VaultObjects target = replica.objects().at(damaged);
    VaultOptions options = replica.options();
    try (VaultLock lock =
            VaultLock.acquire(target, true, options.holder(), options.clock(), options.lockPace());
        VaultReader reader = replica.reader()) {
      return new Repair(replica, reader, lock, target, progress).run();
    }
  }

  private static void refuseOthers(BlobStore damaged, Vault replica) {
    var identity = new ReplicaIdentity(replica);
    Optional<byte[]> config = identity.configAt(damaged);
    ReplicaIdentity.Verdict verdict =
        config.isPresent() ? identity.judge(config.get()) : ReplicaIdentity.Verdict.SEALED;
    boolean same =
        verdict == ReplicaIdentity.Verdict.SAME
            || (verdict == ReplicaIdentity.Verdict.SEALED && identity.sharesObjects(damaged));
    if (!same) {
      throw identity.refusal(damaged);
    }
  }

  private RepairReport run() {
    sameNames.mendConfig();
    sameNames.mendKeys();
    sameNames.removeDamagedMarks();
    sameNames
        .mendListed(ObjectKind.SNAPSHOT)
        .forEach(
            id -> log.unmended(ObjectKind.SNAPSHOT.name(id), "the replica has no such snapshot"));
    brokenIndexes.addAll(sameNames.mendListed(ObjectKind.INDEX));
    doomed.addAll(sameNames.mendPacks(progress));
    loadIndex();
    fetchLostPacks();
    if (!brokenIndexes.isEmpty()) {
      indexOrphans();
    }
    int packsBefore = index.packs().size();
    Set<BlobId> lost = rebuild();
    boolean complete = bringMissing();
    for (BlobId pack : index.packs().subList(packsBefore, index.packs().size())) {
      sameNames.requireKept(ObjectKind.PACK, pack);
    }
    dropReplaced(lost, complete);
    publishSnapshots(complete);
    return log.report();
  }

  private void loadIndex() {
    for (BlobId file : SameNames.ids(target, ObjectKind.INDEX)) {
      if (!brokenIndexes.contains(file)) {
        contents(file).forEach(pack -> index.addPack(pack.id(), pack.blobs()));
      }
    }
  }

  private List<IndexFile.Pack> contents(BlobId file) {
    try {
      return IndexFile.decode(target.read(ObjectKind.INDEX, file));
    } catch (IOException e) {
      throw target.damaged(ObjectKind.INDEX, file, e.getMessage(), e);
    }
  }

  /** Packs that are indexed and not there: from the replica, or else to be rebuilt. */
  private void fetchLostPacks() {
    Set<BlobId> present = new HashSet<>(SameNames.ids(target, ObjectKind.PACK));
    for (BlobId pack : index.packs()) {
      if (!present.contains(pack) && !sameNames.mend(ObjectKind.PACK, pack)) {
        doomed.add(pack);
      }
    }
  }

  /** Indexes packs that no intact index file names, by their own headers. */
  private void indexOrphans() {
    var writer = new IndexWriter(target);
    try (Workbench bench = replica.bench()) {
      for (BlobId pack : SameNames.ids(target, ObjectKind.PACK)) {
        if (!index.containsPack(pack) && !doomed.contains(pack)) {
          List<PackedBlob> blobs = header(pack, bench);
          if (!blobs.isEmpty()) {
            index.addPack(pack, blobs);
            writer.add(pack, blobs);
          }
        }
      }
    }
    writer.flush();
  }

  private List<PackedBlob> header(BlobId pack, Workbench bench) {
    byte[] bytes = target.store().read(ObjectKind.PACK.name(pack));
    try {
      return PackHeader.read(bytes, bytes.length, bench.envelope());
    } catch (SealException | IOException e) {
      return List.of(); // it hashes to its name, so something else wrote it: not ours to mend
    }
  }

  /** Stores anew what damaged and lost packs held; those of which something is lost. */
  private Set<BlobId> rebuild() {
    Set<BlobId> lost = new HashSet<>();
    if (doomed.isEmpty()) {
      return lost;
    }
    var setup =
        new WriteSession.Setup(target, index, doomed::contains, replica::bench, replica.options());
    var rows = new PackRows(index);
    try (var session = new WriteSession(setup);
        var blobs = new BlobReader(replica.objects(), reader.index(), replica::bench);
        Workbench bench = replica.bench()) {
      var rebuild = new PackRebuild(target, blobs, session, bench, log);
      for (BlobId pack : doomed) {
        if (!rebuild.rebuild(pack, index, rows)) {
          lost.add(pack);
        }
      }
      session.flush();
    }
    return lost;
  }

  /** Brings what snapshots need and no index knows; whether nothing is missing then. */
  private boolean bringMissing() {
    Map<BlobId, BlobName> roots = roots();
    var content = new MissingContent(replica, target, index, reader.index(), sameNames);
    Map<MissingContent.Needed, BlobName> missing = content.find(roots);
    if (!missing.isEmpty()) {
      // What lies here already is not brought once more: by the replica's index, or by its header.
      var _ = content.fetch(missing.keySet(), false);
      indexOrphans();
      missing = content.find(roots);
    }
    while (!missing.isEmpty() && content.fetch(missing.keySet(), true)) {
      missing = content.find(roots);
    }
    missing.forEach((needed, by) ->
        log.unmended(
            by,
            "the %s blob %s it names is in neither".formatted(needed.type().word(), needed.id())));
    return missing.isEmpty();
  }

  /** The roots of all snapshots, those that are missing here among them, and who names them. */
  private Map<BlobId, BlobName> roots() {
    Map<BlobId, BlobName> roots = new HashMap<>();
    for (VaultObjects objects : List.of(target, replica.objects())) {
      for (BlobId id : SameNames.ids(objects, ObjectKind.SNAPSHOT)) {
        SameNames.intact(objects, ObjectKind.SNAPSHOT, id)
            .ifPresent(
                bytes -> roots.put(treeOf(objects, id, bytes), ObjectKind.SNAPSHOT.name(id)));
      }
    }
    return roots;
  }

  private static BlobId treeOf(VaultObjects objects, BlobId id, byte[] bytes) {
    try {
      return SnapshotFile.decode(objects.open(ObjectKind.SNAPSHOT, id, bytes)).tree();
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.SNAPSHOT, id, e.getMessage(), e);
    }
  }

  /**
   * Deletes damaged packs and index files whose content now lies elsewhere.
   *
   * @param lost packs of which something could not be had
   * @param complete whether every snapshot has all it needs
   */
  private void dropReplaced(Set<BlobId> lost, boolean complete) {
    Set<BlobId> drop = new HashSet<>(doomed);
    drop.removeAll(lost);
    if (!complete) {
      // What nobody indexes may hold what is missing, for a better replica to tell.
      drop.removeIf(pack -> !index.containsPack(pack));
    }
    if (drop.isEmpty() && brokenIndexes.isEmpty()) {
      return;
    }
    var rewriter = new IndexRewriter(target);
    rewriter.writeWithout(drop, intactIndexes());
    intactIndexes().forEach(file -> sameNames.requireKept(ObjectKind.INDEX, file));
    requireLock();
    var _ = rewriter.deleteOutdated();
    for (BlobId file : brokenIndexes) {
      if (complete) {
        target.delete(ObjectKind.INDEX, file);
        log.mended(ObjectKind.INDEX, file, Means.REBUILT);
      } else {
        log.unmended(ObjectKind.INDEX.name(file), "not all it told of could be had");
      }
    }
    for (BlobId pack : drop) {
      target.delete(ObjectKind.PACK, pack);
      log.mended(ObjectKind.PACK, pack, index.containsPack(pack) ? Means.REBUILT : Means.REMOVED);
    }
  }

  private List<BlobId> intactIndexes() {
    return SameNames.ids(target, ObjectKind.INDEX).stream()
        .filter(file -> !brokenIndexes.contains(file))
        .toList();
  }

  private void requireLock() {
    if (!lock.isSurelyHeld()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s is not surely held any more; what was mended is kept and nothing was deleted"
              .formatted(target.store().location()));
    }
  }

  /** Puts back snapshots that are missing here, once all they need is there. */
  private void publishSnapshots(boolean complete) {
    Set<BlobId> present = new HashSet<>(SameNames.ids(target, ObjectKind.SNAPSHOT));
    for (BlobId id : SameNames.ids(replica.objects(), ObjectKind.SNAPSHOT)) {
      if (!present.contains(id) && !(complete && sameNames.mend(ObjectKind.SNAPSHOT, id))) {
        log.unmended(
            ObjectKind.SNAPSHOT.name(id), "it is missing, and so is something it or another needs");
      }
    }
  }
}
