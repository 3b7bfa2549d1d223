package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import java.util.Collection;
import java.util.List;

/**
 * Removes snapshots by their ids, under an exclusive lock. All of them are there or none is
 * removed. What only they referred to stays until a prune.
 */
public final class Forget {
  private Forget() {}

  /** Removes the snapshots. */
  public static void run(Vault vault, Collection<BlobId> snapshots) {
    try (VaultLock _ = vault.lock(true)) {
      List<BlobId> unknown =
          snapshots.stream()
              .filter(id -> vault.store().stat(ObjectKind.SNAPSHOT.name(id)).isEmpty())
              .toList();
      if (!unknown.isEmpty()) {
        throw new BackstayException(
            ErrorCode.SNAPSHOT_NOT_FOUND,
            "there is no snapshot %s at %s; none was removed"
                .formatted(unknown.getFirst(), vault.store().location()));
      }
      snapshots.forEach(vault.snapshots()::remove);
    }
  }
}
