package dev.backstay.pipeline.pruning;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.staging.DeadRuns;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.StoredPack;
import dev.backstay.vault.Vault;
import dev.backstay.vault.prune.HeldReplica;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The packs at a destination that were brought there early, by a hint, and whose backup was given
 * up since: no index file names them, here or in staging, and no run in staging has them in its
 * journal. A pack that was stored a short while ago is none of them, whoever owns it.
 */
final class StrayPacks {
  /** A listing may lose an entry. */
  private static final int LOOKS = 2;

  private final Vault vault;
  private final BlobStore staging;

  StrayPacks(Vault vault) {
    this.vault = vault;
    this.staging = vault.store();
  }

  /** Those of a destination, which is held so that nobody publishes there. */
  Set<BlobId> at(Place place, HeldReplica held) {
    Instant old = vault.options().clock().instant().minus(DeadRuns.LONGEST_DEATH);
    Set<BlobId> stray = new HashSet<>();
    place
        .store()
        .list(
            StagingNames.PACKS,
            stat -> {
              if (stat.modified().isBefore(old)) {
                StagingNames.idOf(stat.name()).ifPresent(stray::add);
              }
            });
    Set<BlobId> indexes = held.indexes();
    for (int look = 0; look < LOOKS && !stray.isEmpty(); look++) {
      // Journals first: a pack leaves its journal only once a published index file names it.
      staging.list(
          StagingNames.RUNS, stat -> StagingNames.idOf(stat.name()).ifPresent(stray::remove));
      indexes.addAll(SealedFile.INDEX.idsAt(staging));
    }
    for (BlobId index : indexes) {
      if (stray.isEmpty()) {
        break;
      }
      vault.packsIn(index, bytes(index, place)).stream().map(StoredPack::id).forEach(stray::remove);
    }
    return stray;
  }

  private byte[] bytes(BlobId index, Place place) {
    try {
      return staging.read(StagingNames.index(index));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING) {
        throw e;
      }
      return place.store().read(StagingNames.index(index));
    }
  }
}
