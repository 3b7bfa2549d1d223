package dev.backstay.vault.index;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads every index file of a vault into memory, on all cores, from the local cache as far as it
 * goes.
 */
public final class IndexLoader {
  private final VaultObjects objects;
  private final FileCache cache;
  private final Supplier<Workbench> bench;
  private final int threads;

  public IndexLoader(
      VaultObjects objects, FileCache cache, Supplier<Workbench> bench, int threads) {
    this.objects = objects;
    this.cache = cache;
    this.bench = bench;
    this.threads = threads;
  }

  /** The index as the listed files give it; their ids. */
  public record Loaded(BlobIndex index, Set<BlobId> files) {
    public Loaded {
      files = Set.copyOf(files);
    }
  }

  /** Reads them all; the caller holds a lock, so that no prune replaces one meanwhile. */
  public Loaded load() {
    var index = new BlobIndex();
    Set<BlobId> files = new HashSet<>();
    try (var workers = new Workers("vault-index", threads, threads, bench)) {
      for (VaultObjects.Listed listed : objects.list(ObjectKind.INDEX)) {
        files.add(listed.id());
        workers.submit(_ -> load(listed.id(), index));
      }
      workers.drain();
    }
    cache.retain(files);
    return new Loaded(index, files);
  }

  private void load(BlobId id, BlobIndex index) {
    byte[] file = cache.read(id, () -> objects.store().read(ObjectKind.INDEX.name(id)));
    byte[] json = objects.open(ObjectKind.INDEX, id, file);
    try {
      for (IndexFile.Pack pack : IndexFile.decode(json)) {
        index.addPack(pack.id(), pack.blobs());
      }
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, id, e.getMessage(), e);
    }
  }
}
