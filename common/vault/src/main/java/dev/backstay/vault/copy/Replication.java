package dev.backstay.vault.copy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.work.ByteBudget;
import dev.backstay.vault.work.ProgressMeter;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a vault to another store, under shared locks at both. What is there already is left
 * alone, so a copy that was cut short is simply run again.
 *
 * <p>Order of writing: key files, config, packs, index files, snapshots. At every instant the
 * target is a vault whose every snapshot is complete, or not yet a vault. Every object is compared
 * with its name on the way. One that is damaged is not copied; index files and snapshots that need
 * it are withheld and everything else is published.
 */
public final class Replication {
  /** Whole packs in memory at once. */
  private static final long IN_FLIGHT_BYTES = 128 << 20;

  private final Vault vault;
  private final BlobStore source;
  private final BlobStore target;
  private final VaultObjects targetObjects;
  private final ReplicaFrame frame;
  private final Progress progress;
  private final Set<BlobName> damaged = ConcurrentHashMap.newKeySet();
  private final Set<BlobName> withheld = new HashSet<>();
  private final Map<ObjectKind, ProgressMeter> meters = new HashMap<>();

  private Replication(Vault vault, BlobStore target, Progress progress) {
    this.vault = vault;
    this.source = vault.store();
    this.target = target;
    this.targetObjects = vault.objects().at(target);
    this.frame = new ReplicaFrame(vault, target);
    this.progress = progress;
  }

  /** Copies a vault to a store that is empty or holds a replica of it. */
  public static ReplicationReport run(Vault vault, BlobStore target, Progress progress) {
    return new Replication(vault, target, progress).run();
  }

  private ReplicationReport run() {
    boolean created = frame.isMissing();
    VaultOptions options = vault.options();
    try (VaultLock lock =
            VaultLock.acquire(
                targetObjects, false, options.holder(), options.clock(), options.lockPace());
        VaultLock _ = vault.sharedLockIfPossible().orElse(null)) {
      return copy(created, lock);
    }
  }

  private ReplicationReport copy(boolean created, VaultLock lock) {
    // In the reverse of the order of publishing: what a backup adds meanwhile is complete or
    // unseen.
    Map<BlobId, BlobStat> snapshots = list(vault.objects(), ObjectKind.SNAPSHOT);
    Map<BlobId, BlobStat> indexes = list(vault.objects(), ObjectKind.INDEX);
    Map<BlobId, BlobStat> snapshotsThere = list(targetObjects, ObjectKind.SNAPSHOT);
    lock.confirm();
    ReplicaFrame.Copied framed = frame.copy(created);
    damaged.addAll(framed.damaged());
    Set<BlobId> packsThere = copyPacks(indexes.keySet());
    requireLock(lock);
    copyIndexes(indexes, packsThere);
    requireLock(lock);
    copySnapshots(snapshots, snapshotsThere);
    long onlyThere =
        snapshotsThere.keySet().stream().filter(id -> !snapshots.containsKey(id)).count();
    return new ReplicationReport(
        copied(framed),
        damaged.stream().sorted().toList(),
        withheld.stream().sorted().toList(),
        framed.foreignKeys(),
        onlyThere);
  }

  private static Map<BlobId, BlobStat> list(VaultObjects objects, ObjectKind kind) {
    Map<BlobId, BlobStat> listed = new HashMap<>();
    objects.list(kind).forEach(object -> listed.put(object.id(), object.stat()));
    return listed;
  }

  private void requireLock(VaultLock lock) {
    if (!lock.isSurelyHeld()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s was lost; what was copied is kept".formatted(target.location()));
    }
  }

  /** Copies the packs that index files name; every pack that is at the target then. */
  private Set<BlobId> copyPacks(Set<BlobId> indexFiles) {
    Set<BlobId> wanted = new HashSet<>();
    indexFiles.forEach(
        id -> packsOf(id).ifPresent(packs -> packs.forEach(p -> wanted.add(p.id()))));
    Map<BlobId, BlobStat> packs = list(vault.objects(), ObjectKind.PACK);
    wanted.stream()
        .filter(id -> !packs.containsKey(id))
        .forEach(id -> damaged.add(ObjectKind.PACK.name(id)));
    packs.keySet().retainAll(wanted);
    copyMissing(ObjectKind.PACK, packs, list(targetObjects, ObjectKind.PACK));
    Set<BlobId> there = new HashSet<>(list(targetObjects, ObjectKind.PACK).keySet());
    there.removeIf(id -> damaged.contains(ObjectKind.PACK.name(id)));
    return there;
  }

  /** The packs an index file of the source names; nothing for one that is damaged. */
  private Optional<List<IndexFile.Pack>> packsOf(BlobId indexFile) {
    try {
      return Optional.of(IndexFile.decode(vault.objects().read(ObjectKind.INDEX, indexFile)));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_CORRUPT && e.code() != ErrorCode.OBJECT_MISSING) {
        throw e;
      }
    } catch (IOException e) {
      // An index file that nobody can read is withheld and named in the report.
    }
    damaged.add(ObjectKind.INDEX.name(indexFile));
    return Optional.empty();
  }

  /** Copies the index files whose every pack is at the target. */
  private void copyIndexes(Map<BlobId, BlobStat> indexes, Set<BlobId> packsThere) {
    Map<BlobId, BlobStat> complete = new HashMap<>();
    indexes.forEach((id, stat) -> {
      Optional<List<IndexFile.Pack>> packs = packsOf(id);
      if (packs.isEmpty()) {
        return;
      }
      if (packs.get().stream().allMatch(pack -> packsThere.contains(pack.id()))) {
        complete.put(id, stat);
      } else {
        withheld.add(ObjectKind.INDEX.name(id));
      }
    });
    copyMissing(ObjectKind.INDEX, complete, list(targetObjects, ObjectKind.INDEX));
  }

  private void copySnapshots(Map<BlobId, BlobStat> snapshots, Map<BlobId, BlobStat> there) {
    Map<BlobId, BlobStat> complete = new HashMap<>(snapshots);
    if (!damaged.isEmpty() || !withheld.isEmpty()) {
      try (var completeness = new Completeness(vault, targetObjects)) {
        for (BlobId id : snapshots.keySet()) {
          if (!there.containsKey(id) && !completeness.isComplete(id)) {
            complete.remove(id);
            withheld.add(ObjectKind.SNAPSHOT.name(id));
          }
        }
      }
    }
    copyMissing(ObjectKind.SNAPSHOT, complete, there);
    withheld.removeAll(damaged);
  }

  /** Copies each object that is missing at the target or has another size there. */
  private void copyMissing(
      ObjectKind kind, Map<BlobId, BlobStat> wanted, Map<BlobId, BlobStat> there) {
    List<BlobId> missing =
        wanted.entrySet().stream()
            .filter(entry -> !isThere(there.get(entry.getKey()), entry.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    long bytes = missing.stream().mapToLong(id -> sizeOf(wanted, id)).sum();
    var meter = new ProgressMeter(progress, Progress.Phase.COPY, missing.size(), bytes);
    meters.put(kind, meter);
    var budget = new ByteBudget(IN_FLIGHT_BYTES);
    int transfers = vault.options().crew().transfers();
    try (var workers = new Workers("vault-copy", transfers, transfers, vault::bench)) {
      for (BlobId id : missing) {
        long size = sizeOf(wanted, id);
        workers.submit(_ -> budget.within(size, () -> copy(kind, id, meter)));
      }
      workers.drain();
    }
  }

  private static boolean isThere(@Nullable BlobStat there, BlobStat here) {
    return there != null && there.size() == here.size();
  }

  private static long sizeOf(Map<BlobId, BlobStat> listed, BlobId id) {
    BlobStat stat = listed.get(id);
    return stat == null ? 0 : stat.size();
  }

  private void copy(ObjectKind kind, BlobId id, ProgressMeter meter) {
    BlobName name = kind.name(id);
    try {
      byte[] bytes = source.read(name);
      if (VaultObjects.hash(bytes).equals(id)) {
        targetObjects.put(kind, id, bytes);
        meter.done(bytes.length);
        return;
      }
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
    }
    damaged.add(name);
  }

  private ReplicationReport.Copied copied(ReplicaFrame.Copied framed) {
    return new ReplicationReport.Copied(
        framed.keys(),
        objects(ObjectKind.PACK),
        objects(ObjectKind.INDEX),
        objects(ObjectKind.SNAPSHOT),
        framed.others(),
        framed.bytes() + meters.values().stream().mapToLong(ProgressMeter::bytes).sum());
  }

  private long objects(ObjectKind kind) {
    ProgressMeter meter = meters.get(kind);
    return meter == null ? 0 : meter.objects();
  }
}
