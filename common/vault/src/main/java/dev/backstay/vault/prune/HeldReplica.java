package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.session.IndexRewriter;
import dev.backstay.vault.work.Workers;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A replica of a vault under an exclusive lock, held by whoever removes from it what was decided
 * elsewhere. The caller says what; this only sees to it that nothing is removed once the lock is
 * not surely held. Confined to one thread.
 */
public final class HeldReplica implements AutoCloseable {
  private final Vault vault;
  private final VaultObjects objects;
  private final VaultLock lock;

  private HeldReplica(Vault vault, VaultObjects objects, VaultLock lock) {
    this.vault = vault;
    this.objects = objects;
    this.lock = lock;
  }

  /**
   * Locks a replica, which may be the vault's own store; fails with {@code VAULT_LOCKED} while
   * anybody else is there.
   *
   * @param replica a store that holds a replica of the vault
   */
  public static HeldReplica hold(Vault vault, BlobStore replica) {
    VaultObjects objects = vault.objects().at(replica);
    VaultOptions options = vault.options();
    return new HeldReplica(
        vault,
        objects,
        VaultLock.acquire(objects, true, options.holder(), options.clock(), options.lockPace()));
  }

  /** The snapshots there now. */
  public Set<BlobId> snapshots() {
    return ids(ObjectKind.SNAPSHOT);
  }

  /** The index files there now. */
  public Set<BlobId> indexes() {
    return ids(ObjectKind.INDEX);
  }

  /** Looks twice: what a listing loses would look as if it needed nothing. */
  private Set<BlobId> ids(ObjectKind kind) {
    Set<BlobId> ids = new HashSet<>();
    objects.list(kind).forEach(listed -> ids.add(listed.id()));
    objects.list(kind).forEach(listed -> ids.add(listed.id()));
    return ids;
  }

  /** Fails with {@code LOCK_LOST} when somebody may have taken this lock for stale. */
  public void requireHeld() {
    if (!lock.isSurelyHeld()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s is not surely held any more; no more was deleted"
              .formatted(objects.store().location()));
    }
  }

  /** Removes snapshots; how many of them were there. */
  public int removeSnapshots(Collection<BlobId> snapshots) {
    requireHeld();
    int removed = 0;
    for (BlobId snapshot : snapshots) {
      removed += objects.delete(ObjectKind.SNAPSHOT, snapshot) ? 1 : 0;
    }
    return removed;
  }

  /** Stores the bytes of an index file and makes sure that they are there. */
  public void putIndex(BlobId id, byte[] file) {
    requireHash(id, file);
    objects.put(ObjectKind.INDEX, id, file);
    requireHash(id, objects.store().read(ObjectKind.INDEX.name(id)));
  }

  private void requireHash(BlobId id, byte[] file) {
    BlobId found = VaultObjects.hash(file);
    if (!found.equals(id)) {
      throw objects.damaged(ObjectKind.INDEX, id, "its bytes hash to " + found.shortHex(), null);
    }
  }

  /** Removes index files whose place others have taken. */
  public void removeIndexes(Collection<BlobId> indexes) {
    requireHeld();
    indexes.forEach(index -> objects.delete(ObjectKind.INDEX, index));
  }

  /** Takes packs out of index files that only this replica has; how many were replaced. */
  public int rewriteOwnIndexes(Collection<BlobId> indexes, Set<BlobId> packs) {
    var rewriter = new IndexRewriter(objects);
    rewriter.writeWithout(packs, indexes);
    requireHeld();
    return rewriter.deleteOutdated();
  }

  /** Removes packs that no index file names any more; those of them that were there. */
  public Set<BlobId> removePacks(Collection<BlobId> packs) {
    requireHeld();
    Set<BlobId> removed = ConcurrentHashMap.newKeySet();
    int transfers = vault.options().crew().transfers();
    try (var workers = new Workers("vault-delete", transfers, transfers, vault::bench)) {
      for (BlobId pack : packs) {
        workers.submit(_ -> {
          if (objects.delete(ObjectKind.PACK, pack)) {
            removed.add(pack);
          }
        });
      }
      workers.drain();
    }
    return removed;
  }

  @Override
  public void close() {
    lock.close();
  }
}
