package dev.backstay.vault.session;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.Outbox;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects stored packs and writes an index file whenever enough blobs have come together. Any
 * thread may add.
 */
public final class IndexWriter {
  private final VaultObjects objects;
  private final Outbox outbox;
  private List<IndexFile.Pack> packs = new ArrayList<>();
  private int blobs;

  /** Writes into the vault itself. */
  public IndexWriter(VaultObjects objects) {
    this(objects, objects);
  }

  IndexWriter(VaultObjects objects, Outbox outbox) {
    this.objects = objects;
    this.outbox = outbox;
  }

  /** Adds a pack that is durably stored. */
  public void add(BlobId pack, List<PackedBlob> contents) {
    List<IndexFile.Pack> full;
    synchronized (this) {
      packs.add(new IndexFile.Pack(pack, contents));
      blobs += contents.size();
      if (blobs < IndexFile.MAX_BLOBS) {
        return;
      }
      full = take();
    }
    write(full);
  }

  /** Writes what has not been written yet. */
  public void flush() {
    List<IndexFile.Pack> rest;
    synchronized (this) {
      if (packs.isEmpty()) {
        return;
      }
      rest = take();
    }
    write(rest);
  }

  private void write(List<IndexFile.Pack> contents) {
    byte[] file = objects.seal(IndexFile.encode(contents));
    outbox.storeIndex(VaultObjects.hash(file), file);
  }

  private List<IndexFile.Pack> take() {
    List<IndexFile.Pack> taken = packs;
    packs = new ArrayList<>();
    blobs = 0;
    return taken;
  }
}
