package dev.backstay.vault.copy;

import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.lock.VaultLock;

/**
 * A stay at a replica for adding to it, under a shared lock there that keeps prunes away until it
 * is closed.
 */
public final class ReplicaStay implements AutoCloseable {
  private final VaultLock lock;

  private ReplicaStay(VaultLock lock) {
    this.lock = lock;
  }

  /** Begins a stay; fails with {@code VAULT_LOCKED} while a prune is at work there. */
  public static ReplicaStay begin(Vault vault, BlobStore replica) {
    VaultOptions options = vault.options();
    var stay =
        new ReplicaStay(
            VaultLock.acquire(
                vault.objects().at(replica),
                false,
                options.holder(),
                options.clock(),
                options.lockPace()));
    try {
      stay.lock.confirm();
      return stay;
    } catch (RuntimeException e) {
      stay.close(e);
      throw e;
    }
  }

  /**
   * Makes sure that no prune begins from here on; one that ran since the stay began, while the lock
   * was taken for stale, may have removed things.
   */
  public void renew() {
    if (!lock.isSurelyHeld()) {
      lock.regain();
    }
  }

  /** Ends the stay because of a failure, which stays the one to be told. */
  public void close(RuntimeException cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
