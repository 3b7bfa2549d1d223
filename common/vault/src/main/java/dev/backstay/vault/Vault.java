package dev.backstay.vault;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.check.Check;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.check.CheckReport;
import dev.backstay.vault.check.SnapshotCheck;
import dev.backstay.vault.codec.Zstd;
import dev.backstay.vault.copy.Replication;
import dev.backstay.vault.copy.ReplicationReport;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.index.FileCache;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.key.KeyFile;
import dev.backstay.vault.key.KeyRing;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.prune.Forget;
import dev.backstay.vault.prune.Prune;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.prune.PruneReport;
import dev.backstay.vault.repair.Repair;
import dev.backstay.vault.repair.RepairReport;
import dev.backstay.vault.snapshot.Snapshots;
import dev.backstay.vault.stats.Census;
import dev.backstay.vault.stats.VaultStats;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A vault that was opened with a password: the way to its keys, snapshots, readers and writers. Any
 * number of threads may use it. Closing it closes the store.
 */
public final class Vault implements AutoCloseable {
  private final BlobStore store;
  private final VaultOptions options;
  private final KeyRing keyRing;
  private final KeyRing.Opened opened;
  private final VaultObjects objects;

  private Vault(BlobStore store, VaultOptions options, KeyRing keyRing, KeyRing.Opened opened) {
    this.store = store;
    this.options = options;
    this.keyRing = keyRing;
    this.opened = opened;
    this.objects = new VaultObjects(store, opened.key(), options.random());
  }

  /** Makes a new vault in an empty store. */
  public static Vault init(BlobStore store, Secret password, VaultOptions options) {
    var keyRing = new KeyRing(store, options.random());
    return new Vault(store, options, keyRing, keyRing.create(password, origin(options)));
  }

  /** Opens the vault in a store. */
  public static Vault open(BlobStore store, Secret password, VaultOptions options) {
    var keyRing = new KeyRing(store, options.random());
    return new Vault(store, options, keyRing, keyRing.open(password));
  }

  /** The same vault, to be worked with in another way; closing either closes the store. */
  public Vault with(VaultOptions other) {
    return new Vault(store, other, keyRing, opened);
  }

  /** The vault's own id, the same in every replica. */
  public BlobId id() {
    return opened.config().id();
  }

  /** Where the vault is. */
  public BlobStore store() {
    return store;
  }

  /** How this process works with the vault. */
  public VaultOptions options() {
    return options;
  }

  /** The vault's sealed files; for the rooms of the vault only. */
  public VaultObjects objects() {
    return objects;
  }

  /** The sealed form of bytes that are kept beside the vault's own files, as an index file has. */
  public byte[] seal(byte[] plain) {
    return objects.seal(plain);
  }

  /**
   * The bytes that {@link #seal} sealed; {@code OBJECT_CORRUPT} names the object they came from.
   */
  public byte[] unseal(BlobName name, byte[] file) {
    return objects.unseal(name, file);
  }

  /** The vault's snapshots. */
  public Snapshots snapshots() {
    return new Snapshots(objects, this::bench);
  }

  /** The passwords that open the vault. */
  public List<VaultKey> keys() {
    return keyRing.entries().stream().map(Vault::key).toList();
  }

  private static VaultKey key(KeyRing.Entry entry) {
    KeyFile file = entry.file();
    return new VaultKey(entry.id(), file.created(), file.username(), file.hostname());
  }

  /** The key file that opened this vault. */
  public BlobId keyInUse() {
    return opened.keyId();
  }

  /** Lets another password open the vault; the id of its key file. */
  public BlobId addKey(Secret password) {
    return keyRing.add(opened.key(), password, origin(options));
  }

  /**
   * Takes a password's power to open the vault, that of the one in use excepted. Under an exclusive
   * lock: two that each remove the other's key would leave none.
   */
  public void removeKey(BlobId id) {
    try (VaultLock _ = lock(true)) {
      keyRing.remove(id, opened.keyId());
    }
  }

  /**
   * Replaces the password in use by another: adds its key file, opens the vault with it, removes
   * the old file.
   */
  public BlobId rotateKey(Secret password) {
    try (VaultLock _ = lock(true)) {
      BlobId added = addKey(password);
      keyRing.remove(opened.keyId(), added);
      return added;
    }
  }

  /**
   * Opens the vault for reading, under a shared lock. A store that does not let this process write
   * is read without a lock: then only a prune at the same time can disturb, and the reader notices.
   */
  public VaultReader reader() {
    Optional<VaultLock> lock = sharedLockIfPossible();
    try {
      return new VaultReader(this, lock, loadIndex());
    } catch (RuntimeException e) {
      lock.ifPresent(held -> close(held, e));
      throw e;
    }
  }

  /** A shared lock, or none where this process may not write. */
  public Optional<VaultLock> sharedLockIfPossible() {
    try {
      return Optional.of(lock(false));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.STORE_READ_ONLY || e.code() == ErrorCode.STORE_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Opens the vault for adding, under a shared lock. */
  public VaultWriter writer() {
    return writer(objects, _ -> true);
  }

  /**
   * Opens the vault for adding by way of an outbox, under a shared lock. What index files out of
   * scope name counts as absent.
   */
  public VaultWriter writer(Outbox outbox, Predicate<BlobId> indexScope) {
    VaultLock lock = lock(false);
    try {
      return new VaultWriter(this, lock, indexLoader().load(indexScope), outbox);
    } catch (RuntimeException e) {
      close(lock, e);
      throw e;
    }
  }

  /** Does something while a shared lock keeps prunes away, or an exclusive one everybody. */
  public void underLock(boolean exclusive, Runnable work) {
    try (VaultLock lock = lock(exclusive)) {
      lock.confirm();
      work.run();
    }
  }

  private static void close(VaultLock lock, RuntimeException cause) {
    try {
      lock.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Locks the vault. */
  public VaultLock lock(boolean exclusive) {
    return VaultLock.acquire(
        objects, exclusive, options.holder(), options.clock(), options.lockPace());
  }

  /** Reads every index file; the caller holds a lock. */
  public IndexLoader.Loaded loadIndex() {
    return indexLoader().load();
  }

  private IndexLoader indexLoader() {
    var cache =
        new FileCache(
            options
                .cacheDirectory()
                .map(directory -> directory.resolve(id().hex()).resolve("index")));
    return new IndexLoader(objects, cache, this::bench, options.crew().cores());
  }

  /** The packs that the bytes of an index file name. */
  public List<StoredPack> packsIn(BlobId indexFile, byte[] bytes) {
    try {
      return IndexFile.decode(objects.open(ObjectKind.INDEX, indexFile, bytes)).stream()
          .map(Vault::storedPack)
          .toList();
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, indexFile, e.getMessage(), e);
    }
  }

  private static StoredPack storedPack(IndexFile.Pack pack) {
    return new StoredPack(
        pack.id(),
        PackHeader.packBytes(pack.blobs()),
        pack.blobs().stream().mapToLong(PackedBlob::size).sum(),
        pack.blobs().stream().anyMatch(blob -> blob.type() == BlobType.TREE));
  }

  /** Checks the vault, structure or everything; damage is in the report. */
  public CheckReport check(CheckDepth depth, Progress progress) {
    return Check.run(this, depth, progress);
  }

  /** Checks one snapshot and what it needs; damage is in the report. */
  public SnapshotCheck.Report check(SnapshotCheck.Subject subject, Progress progress) {
    return SnapshotCheck.run(this, subject, progress);
  }

  /**
   * Copies the vault to a store that is empty or holds a replica of it, and leaves the same bytes
   * there.
   */
  public ReplicationReport copyTo(BlobStore target, Progress progress) {
    return Replication.run(this, target, progress);
  }

  /** Removes snapshots, all or none; what only they needed stays until a prune. */
  public void forget(Collection<BlobId> snapshots) {
    Forget.run(this, snapshots);
  }

  /** Removes what no snapshot needs: marks it, and deletes what was marked a grace ago. */
  public PruneReport prune(PruneOptions how, Progress progress) {
    return Prune.run(this, how, progress);
  }

  /**
   * Mends from this vault what is damaged or missing in a store that holds a replica of it; that
   * one need not open.
   */
  public RepairReport repair(BlobStore damaged, Progress progress) {
    return Repair.run(damaged, this, progress);
  }

  /** Counts what the vault holds. */
  public VaultStats stats(Progress progress) {
    return Census.run(this, progress);
  }

  /** A new workbench with this vault's key. */
  public Workbench bench() {
    return new Workbench(
        new Zstd(options.compressionLevel()), new Envelope(opened.key(), options.random()));
  }

  private static KeyFile.KeyOrigin origin(VaultOptions options) {
    return new KeyFile.KeyOrigin(
        options.clock().instant(), options.holder().username(), options.holder().hostname());
  }

  @Override
  public void close() {
    store.close();
  }
}
