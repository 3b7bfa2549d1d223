package dev.backstay.vault;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.index.IndexFile;
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
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A vault opened for adding one snapshot. What is stored stays invisible until {@link #publish}
 * returns; from then on it is durable and complete. Any number of threads may store at once; at
 * most {@link VaultOptions.Crew#streams} are read at a time.
 */
public final class VaultWriter implements AutoCloseable {
  private final Vault vault;
  private final VaultLock lock;
  private final IndexLoader.Loaded loaded;
  private final Outbox outbox;
  private final VaultReader reader;
  private final WriteSession session;
  private final Set<BlobId> doomed;

  VaultWriter(Vault vault, VaultLock lock, IndexLoader.Loaded loaded, Outbox outbox) {
    this.vault = vault;
    this.lock = lock;
    this.loaded = loaded;
    this.outbox = outbox;
    this.reader = new VaultReader(vault, Optional.empty(), loaded);
    this.doomed = Marks.load(vault.objects()).packs();
    this.session =
        new WriteSession(
            new WriteSession.Setup(
                vault.objects(), loaded.index(), doomed::contains, vault::bench, vault.options()),
            outbox);
  }

  /** What is in the vault already, for comparison with an earlier snapshot. */
  public VaultReader reader() {
    return reader;
  }

  /**
   * Takes over the pack that a {@linkplain SealedPack#entry() sealed entry} names: it is durable
   * and in no index yet. What lies in it is not stored again, and this writer's own index names it.
   * Before anything is stored; fails with {@code OBJECT_CORRUPT} when the entry is not one of that
   * pack.
   */
  public StoredPack adopt(BlobId pack, byte[] entry) {
    VaultObjects objects = vault.objects();
    BlobId file = BlobId.hash(entry);
    try {
      List<IndexFile.Pack> packs = IndexFile.decode(objects.open(ObjectKind.INDEX, file, entry));
      if (packs.size() != 1 || !packs.getFirst().id().equals(pack)) {
        throw new IOException("it is not the entry of the pack " + pack.shortHex());
      }
      return session.adopt(pack, packs.getFirst().blobs());
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, file, e.getMessage(), e);
    }
  }

  /** The index files, of those found at the opening, to whose packs this writer's work refers. */
  public Set<BlobId> referredIndexes() {
    Set<BlobId> files = new HashSet<>();
    for (BlobId pack : session.referred()) {
      BlobId file = loaded.fileOfPack().get(pack);
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  /**
   * The packs of directories that the index files found at the opening name, those out of scope
   * too.
   */
  public Set<BlobId> treePacks() {
    return Set.copyOf(loaded.treePacks());
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
  public CompletableFuture<StoredContent> store(ByteSource source, Chunking chunking) {
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
      if (outbox.packsStay()) {
        requirePacks();
      } else {
        requireIndexes();
      }
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

  /** The same where packs do not stay: a prune takes the index files of what it takes. */
  private void requireIndexes() {
    Set<BlobId> missing = referredIndexes();
    for (VaultObjects.Listed listed : vault.objects().list(ObjectKind.INDEX)) {
      missing.remove(listed.id());
    }
    if (!missing.isEmpty()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "the lock on %s was lost and %d index files were replaced meanwhile; nothing was published"
              .formatted(vault.store().location(), missing.size()));
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
