package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Outbox;
import dev.backstay.vault.SealedPack;
import dev.backstay.vault.StoredPack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves what a run sealed in staging: packs where they belong, each journaled once it is durable;
 * index files and the snapshot aside, until the run is committed. Several threads store at once.
 */
final class RunOutbox implements Outbox {
  private final BlobStore staging;
  private final BackupId backup;
  private final StagingSpace space;
  private final RunListener listener;
  private final List<StagedPack> packs = new ArrayList<>();
  private final List<StagedObject> indexes = new ArrayList<>();
  private @Nullable StagedObject snapshot;

  RunOutbox(BlobStore staging, BackupId backup, StagingSpace space, RunListener listener) {
    this.staging = staging;
    this.backup = backup;
    this.space = space;
    this.listener = listener;
  }

  @Override
  public void storePack(SealedPack sealed) {
    StagedPack pack = staged(sealed.pack());
    if (pack.content() == PackContent.TREE) {
      space.exempt(List.of(pack.id()));
      put(pack, sealed);
    } else {
      space.admit(pack.length());
      try {
        put(pack, sealed);
      } finally {
        space.stored(pack.length());
      }
    }
    // The journal says that the pack is durable, so it comes second.
    staging.put(
        StagingNames.sealed(backup, pack.id()),
        Payload.of(sealed.entry().get()),
        PutOptions.REPLACE);
    keep(pack);
    listener.packSealed(pack);
  }

  private void put(StagedPack pack, SealedPack sealed) {
    staging.put(StagingNames.pack(pack.id()), sealed.bytes(), PutOptions.ONLY_IF_ABSENT);
  }

  /** Counts a pack of an earlier attempt as this run's. */
  void adopt(StoredPack adopted) {
    StagedPack pack = staged(adopted);
    if (pack.content() == PackContent.TREE) {
      space.exempt(List.of(pack.id()));
    }
    keep(pack);
    listener.packAdopted(pack);
  }

  private synchronized void keep(StagedPack pack) {
    packs.add(pack);
  }

  private static StagedPack staged(StoredPack pack) {
    return new StagedPack(
        pack.id(), pack.length(), pack.holdsTrees() ? PackContent.TREE : PackContent.DATA);
  }

  @Override
  public void storeIndex(BlobId id, byte[] file) {
    StagedObject index = hold(id, file);
    synchronized (this) {
      indexes.add(index);
    }
  }

  @Override
  public void storeSnapshot(BlobId id, byte[] file) {
    StagedObject held = hold(id, file);
    synchronized (this) {
      if (snapshot != null) {
        throw new IllegalStateException("a run publishes one snapshot");
      }
      snapshot = held;
    }
  }

  private StagedObject hold(BlobId id, byte[] file) {
    staging.put(StagingNames.object(backup, id), Payload.of(file), PutOptions.REPLACE);
    return new StagedObject(id, file.length);
  }

  @Override
  public boolean packsStay() {
    return false;
  }

  /** The run's own packs so far. */
  synchronized List<StagedPack> packs() {
    return List.copyOf(packs);
  }

  /** The run's own index files so far. */
  synchronized List<StagedObject> indexes() {
    return List.copyOf(indexes);
  }

  /** The run's snapshot; its work has ended. */
  synchronized StagedObject snapshot() {
    if (snapshot == null) {
      throw new IllegalStateException("the run's work published no snapshot");
    }
    return snapshot;
  }
}
