package dev.backstay.pipeline.pruning;

import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What a store lists, as ids. */
final class Listings {
  private Listings() {}

  /** The ids of all objects below a folder. */
  static Set<BlobId> below(BlobStore store, String folder) {
    Set<BlobId> ids = new HashSet<>();
    store.list(folder, stat -> StagingNames.idOf(stat.name()).ifPresent(ids::add));
    return ids;
  }

  /** Those of some ids that are below a folder. */
  static Set<BlobId> below(BlobStore store, String folder, Collection<BlobId> wanted) {
    Set<BlobId> ids = below(store, folder);
    ids.retainAll(Set.copyOf(wanted));
    return ids;
  }
}
