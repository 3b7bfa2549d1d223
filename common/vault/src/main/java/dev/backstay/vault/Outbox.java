package dev.backstay.vault;

/**
 * Where a writer leaves what it sealed. It comes in the order in which it may be relied upon:
 * packs, index files that name stored packs, at the end the snapshot. Each call returns once the
 * file is durable, and several threads call at once. A failure ends the writer.
 */
public interface Outbox {
  /** Stores a pack. */
  void storePack(SealedPack pack);

  /** Stores an index file. */
  void storeIndex(BlobId id, byte[] file);

  /** Stores the snapshot, after everything that it needs. */
  void storeSnapshot(BlobId id, byte[] file);

  /**
   * Whether a pack stays in the vault's own store until a prune takes it. Where packs move on, the
   * index files alone tell what there is.
   */
  boolean packsStay();
}
