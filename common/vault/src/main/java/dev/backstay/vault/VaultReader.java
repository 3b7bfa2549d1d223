package dev.backstay.vault;

import dev.backstay.contract.BackstayException;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexLoader;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.BulkReader;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.tree.TreeCodec;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A vault opened for reading: its index in memory, and a lock that keeps prunes away. Any number of
 * threads may use it.
 */
public final class VaultReader implements AutoCloseable {
  /** Threads of a bulk read beyond the cores: while some wait for the store, the others decode. */
  private static final int WAITING_READERS = 2;

  private final Vault vault;
  private final Optional<VaultLock> lock;
  private final IndexLoader.Loaded loaded;
  private final BlobReader blobs;

  VaultReader(Vault vault, Optional<VaultLock> lock, IndexLoader.Loaded loaded) {
    this.vault = vault;
    this.lock = lock;
    this.loaded = loaded;
    this.blobs = new BlobReader(vault.objects(), loaded.index(), vault::bench);
  }

  public Vault vault() {
    return vault;
  }

  /** Whether a lock keeps prunes away; not so where this process may not write. */
  public boolean isLocked() {
    return lock.isPresent();
  }

  /** Where every blob is. */
  public BlobIndex index() {
    return loaded.index();
  }

  /** A stored directory. */
  public Tree tree(BlobId id) {
    return TreeCodec.decode(blobs.read(BlobType.TREE, id));
  }

  /** Whether a directory is indexed. */
  public boolean knows(BlobId tree) {
    return loaded.index().contains(BlobType.TREE, tree);
  }

  /** The plain bytes of a data blob. */
  public byte[] data(BlobId id) {
    return blobs.read(BlobType.DATA, id);
  }

  /** How many plain bytes a data blob has, if it is indexed. */
  public OptionalInt size(BlobId id) {
    Optional<IndexedBlob> place = loaded.index().find(BlobType.DATA, id);
    return place.isPresent() ? OptionalInt.of(place.get().blob().size()) : OptionalInt.empty();
  }

  /** The error for a data blob that no index knows. */
  public BackstayException unknownData(BlobId id) {
    return BlobReader.unknown(vault.objects(), BlobType.DATA, id);
  }

  /** A crew that reads many data blobs at once, for any number of reads in turn. */
  public BulkReader bulk() {
    return new BulkReader(
        vault.objects(),
        loaded.index(),
        vault::bench,
        vault.options().crew().cores() + WAITING_READERS);
  }

  @Override
  public void close() {
    blobs.close();
    lock.ifPresent(VaultLock::close);
  }
}
