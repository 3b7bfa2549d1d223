package dev.backstay.vault.repair;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicaIdentity;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.repair.RepairReport.Means;
import dev.backstay.vault.work.ByteBudget;
import dev.backstay.vault.work.ProgressMeter;
import dev.backstay.vault.work.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts the replica's bytes where an object of the same name is damaged or missing. Bytes are
 * compared with the name before they are put and after. Any thread may use it.
 */
final class SameNames {
  /** Whole packs in memory at once: the damaged one and the replica's. */
  private static final long IN_FLIGHT_BYTES = 64 << 20;

  private final BlobStore damaged;
  private final VaultObjects target;
  private final Vault replica;
  private final RepairLog log;
  private final Set<BlobId> brokenPacks = ConcurrentHashMap.newKeySet();

  SameNames(BlobStore damaged, Vault replica, RepairLog log) {
    this.damaged = damaged;
    this.target = replica.objects().at(damaged);
    this.replica = replica;
    this.log = log;
  }

  /** The config, which is not named by its bytes. */
  void mendConfig() {
    var identity = new ReplicaIdentity(replica);
    Optional<byte[]> present = identity.configAt(damaged);
    if (present.isPresent() && identity.judge(present.get()) == ReplicaIdentity.Verdict.SAME) {
      return;
    }
    BlobName name = ObjectKind.CONFIG.name(replica.id());
    byte[] config = replica.store().read(name);
    if (identity.judge(config) != ReplicaIdentity.Verdict.SAME) {
      log.unmended(name, "the replica's config is damaged too");
      return;
    }
    var _ = damaged.put(name, Payload.of(config), PutOptions.REPLACE);
    if (!Arrays.equals(damaged.read(name), config)) {
      throw notKept(name);
    }
    log.mended(name, Means.COPIED);
  }

  /**
   * Key files. One that is missing here is put back only when none is left that opens the vault: a
   * key may have been taken away on purpose.
   */
  void mendKeys() {
    List<BlobId> keys = ids(target, ObjectKind.KEY);
    Set<BlobId> broken = mendListed(ObjectKind.KEY);
    broken.forEach(id ->
        log.unmended(
            ObjectKind.KEY.name(id), "the replica has no such key; other keys are unharmed"));
    if (keys.size() == broken.size()) {
      ids(replica.objects(), ObjectKind.KEY).forEach(id -> mend(ObjectKind.KEY, id));
    }
  }

  /** Marks only keep writers from referring to packs; without one, the next prune marks again. */
  void removeDamagedMarks() {
    for (BlobId id : ids(target, ObjectKind.MARK)) {
      if (!isIntact(ObjectKind.MARK, id)) {
        target.delete(ObjectKind.MARK, id);
        log.mended(ObjectKind.MARK, id, Means.REMOVED);
      }
    }
  }

  /** Mends the listed files of a kind as far as the replica has them; those it has not. */
  Set<BlobId> mendListed(ObjectKind kind) {
    Set<BlobId> broken = new HashSet<>();
    for (BlobId id : ids(target, kind)) {
      if (!isIntact(kind, id) && !mend(kind, id)) {
        broken.add(id);
      }
    }
    return broken;
  }

  /** As {@link #mendListed}, for packs: on several threads. */
  Set<BlobId> mendPacks(Progress progress) {
    List<VaultObjects.Listed> packs = target.list(ObjectKind.PACK);
    long bytes = packs.stream().mapToLong(pack -> pack.stat().size()).sum();
    var meter = new ProgressMeter(progress, Progress.Phase.PACKS, packs.size(), bytes);
    var budget = new ByteBudget(IN_FLIGHT_BYTES);
    int threads = replica.options().crew().cores();
    try (var workers = new Workers("vault-repair", threads, threads, replica::bench)) {
      for (VaultObjects.Listed pack : packs) {
        workers.submit(_ ->
            budget.within(
                pack.stat().size(),
                () -> {
                  if (!isIntact(ObjectKind.PACK, pack.id()) && !mend(ObjectKind.PACK, pack.id())) {
                    brokenPacks.add(pack.id());
                  }
                  meter.done(pack.stat().size());
                }));
      }
      workers.drain();
    }
    return Set.copyOf(brokenPacks);
  }

  /** The listed packs, those excepted that {@link #mendPacks} could not mend. */
  Set<BlobId> intactPacks() {
    Set<BlobId> packs = new HashSet<>(ids(target, ObjectKind.PACK));
    packs.removeAll(brokenPacks);
    return packs;
  }

  /** Takes an object from the replica; whether it was there, and intact. */
  boolean mend(ObjectKind kind, BlobId id) {
    Optional<byte[]> bytes = intact(replica.objects(), kind, id);
    if (bytes.isEmpty()) {
      return false;
    }
    target.put(kind, id, bytes.get());
    requireKept(kind, id);
    log.mended(kind, id, Means.COPIED);
    return true;
  }

  /** Fails when the damaged store does not return what was put. */
  void requireKept(ObjectKind kind, BlobId id) {
    if (!isIntact(kind, id)) {
      throw notKept(kind.name(id));
    }
  }

  private BackstayException notKept(BlobName name) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "%s was stored at %s and came back with other bytes; nothing was deleted"
            .formatted(name, damaged.location()));
  }

  private boolean isIntact(ObjectKind kind, BlobId id) {
    return intact(target, kind, id).isPresent();
  }

  /** The bytes of an object when they hash to its name. */
  static Optional<byte[]> intact(VaultObjects objects, ObjectKind kind, BlobId id) {
    try {
      byte[] bytes = objects.store().read(kind.name(id));
      return VaultObjects.hash(bytes).equals(id) ? Optional.of(bytes) : Optional.empty();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING || e.code() == ErrorCode.OBJECT_CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static List<BlobId> ids(VaultObjects objects, ObjectKind kind) {
    List<BlobId> ids = new ArrayList<>();
    objects.list(kind).forEach(listed -> ids.add(listed.id()));
    ids.sort(null);
    return ids;
  }
}
