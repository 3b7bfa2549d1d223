package dev.backstay.vault.index;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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

  /**
   * The index as the listed files give it.
   *
   * @param index what the files in scope name
   * @param files every listed file
   * @param fileOfPack a file in scope that names each pack
   * @param treePacks the packs of directories that any listed file names
   */
  public record Loaded(
      BlobIndex index, Set<BlobId> files, Map<BlobId, BlobId> fileOfPack, Set<BlobId> treePacks) {
    public Loaded {
      files = Set.copyOf(files);
      fileOfPack = Collections.unmodifiableMap(fileOfPack); // as large as the vault has packs
      treePacks = Collections.unmodifiableSet(treePacks);
    }
  }

  /** What is being loaded, by several threads at once. */
  private static final class Draft {
    final BlobIndex index = new BlobIndex();
    final Map<BlobId, BlobId> fileOfPack = new ConcurrentHashMap<>();
    final Set<BlobId> treePacks = ConcurrentHashMap.newKeySet();
  }

  /** Reads them all; the caller holds a lock, so that no prune replaces one meanwhile. */
  public Loaded load() {
    return load(_ -> true);
  }

  /** Reads them all and indexes what those in scope name. */
  public Loaded load(Predicate<BlobId> scope) {
    var draft = new Draft();
    Set<BlobId> files = new HashSet<>();
    try (var workers = new Workers("vault-index", threads, threads, bench)) {
      for (VaultObjects.Listed listed : objects.list(ObjectKind.INDEX)) {
        files.add(listed.id());
        boolean inScope = scope.test(listed.id());
        workers.submit(_ -> load(listed.id(), inScope, draft));
      }
      workers.drain();
    }
    cache.retain(files);
    return new Loaded(draft.index, files, draft.fileOfPack, draft.treePacks);
  }

  private void load(BlobId id, boolean inScope, Draft draft) {
    byte[] file = cache.read(id, () -> objects.store().read(ObjectKind.INDEX.name(id)));
    byte[] json = objects.open(ObjectKind.INDEX, id, file);
    try {
      for (IndexFile.Pack pack : IndexFile.decode(json)) {
        if (pack.blobs().stream().anyMatch(blob -> blob.type() == BlobType.TREE)) {
          draft.treePacks.add(pack.id());
        }
        if (inScope) {
          draft.index.addPack(pack.id(), pack.blobs());
          draft.fileOfPack.putIfAbsent(pack.id(), id);
        }
      }
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, id, e.getMessage(), e);
    }
  }
}
