package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.session.IndexRewriter;
import dev.backstay.vault.work.ProgressMeter;
import dev.backstay.vault.work.Workers;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes packs that nobody needs: out of the index first, then the files. Looks again at all it
 * relies on right before.
 */
final class Deletion {
  private final Vault vault;
  private final VaultObjects objects;
  private final VaultLock lock;
  private final Progress progress;

  Deletion(Vault vault, VaultLock lock, Progress progress) {
    this.vault = vault;
    this.objects = vault.objects();
    this.lock = lock;
    this.progress = progress;
  }

  /**
   * Deletes the packs; how many index files were rewritten.
   *
   * @param snapshots those that were looked at: another one is a reason to stop
   * @param loaded what was loaded of the index, and what was stored since
   */
  long run(Set<BlobId> packs, Set<BlobId> snapshots, IndexLoader.Loaded loaded) {
    requireLock();
    if (!ids(ObjectKind.SNAPSHOT).equals(snapshots)) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the snapshots of %s changed during the prune; nothing was deleted"
              .formatted(vault.store().location()));
    }
    requireRest(packs, loaded);
    Set<BlobId> files = new HashSet<>(loaded.files());
    files.addAll(ids(ObjectKind.INDEX));
    var rewriter = new IndexRewriter(objects);
    rewriter.writeWithout(packs, files);
    requireLock();
    int rewritten = rewriter.deleteOutdated();
    requireLock();
    delete(packs);
    return rewritten;
  }

  /** Everything that stays indexed must be there: also what this prune has just stored. */
  private void requireRest(Set<BlobId> packs, IndexLoader.Loaded loaded) {
    Set<BlobId> present = ids(ObjectKind.PACK);
    for (BlobId pack : loaded.index().packs()) {
      if (!packs.contains(pack) && !present.contains(pack)) {
        throw new BackstayException(
            ErrorCode.OBJECT_MISSING,
            "the pack %s is not at %s; nothing was deleted"
                .formatted(pack, vault.store().location()));
      }
    }
  }

  private Set<BlobId> ids(ObjectKind kind) {
    return objects.list(kind).stream().map(VaultObjects.Listed::id).collect(Collectors.toSet());
  }

  private void requireLock() {
    if (!lock.isSurelyHeld()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s is not surely held any more; no more was deleted"
              .formatted(vault.store().location()));
    }
  }

  private void delete(Set<BlobId> packs) {
    var meter = new ProgressMeter(progress, Progress.Phase.DELETE, packs.size(), 0);
    int transfers = vault.options().crew().transfers();
    try (var workers = new Workers("vault-delete", transfers, transfers, vault::bench)) {
      for (BlobId pack : packs) {
        workers.submit(_ -> {
          objects.delete(ObjectKind.PACK, pack);
          meter.done(0);
        });
      }
      workers.drain();
    }
  }
}
