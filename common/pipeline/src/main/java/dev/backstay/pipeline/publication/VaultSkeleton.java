package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import java.io.IOException;
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
    Optional<VaultLock> lock = replica.sharedLockIfPossible();
    try (var _ = lock.orElse(null)) {
      lock.ifPresent(VaultLock::confirm);
      ids(replica, ObjectKind.KEY).forEach(id -> copy(replica, ObjectKind.KEY, id));
      Set<BlobId> snapshots = ids(replica, ObjectKind.SNAPSHOT);
      ids(replica, ObjectKind.INDEX).forEach(id -> copyIndex(replica, id));
      snapshots.forEach(id -> copy(replica, ObjectKind.SNAPSHOT, id));
    }
    first = before == null ? replica : before;
  }

  private static Set<BlobId> ids(Vault vault, ObjectKind kind) {
    Set<BlobId> ids = new HashSet<>();
    vault.objects().list(kind).forEach(listed -> ids.add(listed.id()));
    return ids;
  }

  private void copyIndex(Vault replica, BlobId id) {
    BlobName name = ObjectKind.INDEX.name(id);
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
    VaultObjects objects = replica.objects();
    try {
      for (IndexFile.Pack pack : IndexFile.decode(objects.open(ObjectKind.INDEX, id, file))) {
        if (pack.blobs().stream().anyMatch(blob -> blob.type() == BlobType.TREE)) {
          complete &= copy(replica, ObjectKind.PACK, pack.id());
        }
      }
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, id, e.getMessage(), e);
    }
    return complete;
  }

  /** Copies an object that staging lacks; whether it is there then. */
  private boolean copy(Vault replica, ObjectKind kind, BlobId id) {
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
    BlobName name = ObjectKind.CONFIG.name(replica.id());
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
