package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.StoredPack;
import dev.backstay.vault.Vault;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All of a vault but its data: keys, packs of directories, index files, snapshots, and last the
 * config, brought back to staging from one replica after the other. An object that is damaged at
 * one is taken from the next. Until the config is there, staging has no vault, and all of this may
 * be begun again. Confined to one thread.
 */
final class VaultSkeleton {
  private final BlobStore staging;
  private final Set<BlobName> withheld = new HashSet<>();
  private @Nullable Vault first;

  VaultSkeleton(BlobStore staging) {
    this.staging = staging;
  }

  /** Whether any replica was found. */
  boolean isFound() {
    return first != null;
  }

  /** Index files that lack packs of directories, sorted. */
  List<BlobName> withheld() {
    return withheld.stream().sorted().toList();
  }

  /** Copies what staging lacks; fails with {@code VAULT_DIFFERENT} for another vault's replica. */
  void copyFrom(Vault replica) {
    Vault before = first;
    if (before != null && !before.id().equals(replica.id())) {
      throw new BackstayException(
          ErrorCode.VAULT_DIFFERENT,
          "%s and %s hold different vaults; staging was given none"
              .formatted(before.store().location(), replica.store().location()));
    }
    replica.underLock(false, () -> copyAll(replica));
    first = before == null ? replica : before;
  }

  private void copyAll(Vault replica) {
    BlobStore store = replica.store();
    SealedFile.KEY.idsAt(store).forEach(id -> copy(replica, SealedFile.KEY, id));
    Set<BlobId> snapshots = SealedFile.SNAPSHOT.idsAt(store);
    SealedFile.INDEX.idsAt(store).forEach(id -> copyIndex(replica, id));
    snapshots.forEach(id -> copy(replica, SealedFile.SNAPSHOT, id));
  }

  private void copyIndex(Vault replica, BlobId id) {
    BlobName name = SealedFile.INDEX.name(id);
    if (staging.stat(name).isPresent()) {
      return;
    }
    withheld.add(name);
    Optional<byte[]> file = intact(replica.store(), name, id);
    if (file.isPresent() && copyTrees(replica, id, file.get())) {
      put(name, file.get());
      withheld.remove(name);
    }
  }

  /** Copies the packs of directories that an index file names; whether all are there then. */
  private boolean copyTrees(Vault replica, BlobId id, byte[] file) {
    boolean complete = true;
    for (StoredPack pack : replica.packsIn(id, file)) {
      if (pack.holdsTrees()) {
        complete &= copy(replica, SealedFile.PACK, pack.id());
      }
    }
    return complete;
  }

  /** Copies an object that staging lacks; whether it is there then. */
  private boolean copy(Vault replica, SealedFile kind, BlobId id) {
    BlobName name = kind.name(id);
    if (staging.stat(name).isPresent()) {
      return true;
    }
    Optional<byte[]> file = intact(replica.store(), name, id);
    file.ifPresent(bytes -> put(name, bytes));
    return file.isPresent();
  }

  private static Optional<byte[]> intact(BlobStore store, BlobName name, BlobId id) {
    try {
      return Optional.of(store.read(name)).filter(bytes -> BlobId.hash(bytes).equals(id));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private void put(BlobName name, byte[] bytes) {
    var _ = staging.put(name, Payload.of(bytes), PutOptions.REPLACE);
  }

  /** Puts the config, with which staging has a vault. */
  void complete() {
    Vault replica = first;
    if (replica == null) {
      throw new IllegalStateException("no replica was found");
    }
    BlobName name = SealedFile.CONFIG;
    byte[] config = replica.store().read(name);
    if (staging.put(name, Payload.of(config), PutOptions.ONLY_IF_ABSENT) == PutOutcome.EXISTED
        && !Arrays.equals(staging.read(name), config)) {
      throw new BackstayException(
          ErrorCode.VAULT_DIFFERENT,
          "staging was given another vault while that of %s was copied; it was left alone"
              .formatted(replica.store().location()));
    }
  }
}
