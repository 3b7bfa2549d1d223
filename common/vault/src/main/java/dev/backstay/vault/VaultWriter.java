package dev.backstay.vault;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.prune.Marks;
import dev.backstay.vault.session.WriteSession;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A vault opened for adding one snapshot. What is stored stays invisible until {@link #publish}
 * returns; from then on it is durable and complete. Any number of threads may store at once; at
 * most four streams are read at a time.
 */
public final class VaultWriter implements AutoCloseable {
  private final Vault vault;
  private final VaultLock lock;
  private final VaultReader reader;
  private final WriteSession session;
  private final Set<BlobId> doomed;

  VaultWriter(Vault vault, VaultLock lock, IndexLoader.Loaded loaded) {
    this.vault = vault;
    this.lock = lock;
    this.reader = new VaultReader(vault, Optional.empty(), loaded);
    this.doomed = Marks.load(vault.objects()).packs();
    VaultOptions options = vault.options();
    this.session =
        new WriteSession(
            new WriteSession.Setup(
                vault.objects(),
                loaded.index(),
                doomed::contains,
                vault::bench,
                options.cores(),
                options.transfers(),
                options.packBytes()));
  }

  /** What is in the vault already, for comparison with an earlier snapshot. */
  public VaultReader reader() {
    return reader;
  }

  /** Whether the vault holds a data blob that no prune is about to remove. */
  public boolean holds(BlobId data) {
    return session.holds(BlobType.DATA, data);
  }

  /**
   * Reads a stream to its end and stores it. Returns once it is read; the result follows when every
   * chunk is hashed. A failure of the session is thrown here or by the next call; the result then
   * never comes.
   */
  public CompletableFuture<StoredContent> store(WriteSession.ByteSource source, Chunking chunking) {
    return session.store(source, chunking);
  }

  /** Stores a directory, whose files and subdirectories were handed in before. */
  public BlobId store(Tree tree) {
    return session.store(tree);
  }

  /** What was stored so far. */
  public SessionStats stats() {
    return session.stats();
  }

  /** Throws what made the session fail, if anything did: for who waits for a result. */
  public void throwFailure() {
    session.throwFailure();
  }

  /** Makes everything durable, then publishes the snapshot. */
  public StoredSnapshot publish(Snapshot snapshot) {
    session.flush();
    lock.confirm();
    if (!lock.isSurelyHeld()) {
      lock.regain();
      requirePacks();
    }
    return new StoredSnapshot(session.publish(snapshot), snapshot);
  }

  /**
   * Our lock may have been taken for stale and a prune may have run: look, under the lock regained,
   * whether everything we may refer to is there.
   */
  private void requirePacks() {
    Set<BlobId> present = new HashSet<>();
    for (VaultObjects.Listed listed : vault.objects().list(ObjectKind.PACK)) {
      present.add(listed.id());
    }
    List<BlobId> missing =
        reader.index().packs().stream()
            .filter(pack -> !present.contains(pack) && !doomed.contains(pack))
            .toList();
    if (!missing.isEmpty()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s was lost and %d packs, %s among them, were removed meanwhile; nothing was published"
              .formatted(vault.store().location(), missing.size(), missing.getFirst()));
    }
  }

  @Override
  public void close() {
    try {
      session.close();
      reader.close();
    } finally {
      lock.close();
    }
  }
}
