package dev.backstay.vault.prune;

import dev.backstay.contract.BackstayException;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.read.BulkReader;
import dev.backstay.vault.session.WriteSession;
import dev.backstay.vault.work.ProgressMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Moves used blobs out of wasteful packs, pack by pack: each blob is opened, compared with its id
 * and stored anew. One that is damaged ends the prune before anything is marked or deleted.
 */
final class Repacking {
  /** Plain bytes between two waits for the session: they are in memory until it has packed them. */
  private static final long BATCH_BYTES = 32 << 20;

  private final Vault vault;
  private final BlobIndex index;
  private final PackRows rows;
  private final Progress progress;

  Repacking(Vault vault, BlobIndex index, PackRows rows, Progress progress) {
    this.vault = vault;
    this.index = index;
    this.rows = rows;
    this.progress = progress;
  }

  /** Stores the used blobs of the packs in packs that are not doomed, durably and indexed. */
  void repack(Set<BlobId> packs, Set<BlobId> doomed, Usage usage) {
    if (packs.isEmpty()) {
      return;
    }
    VaultOptions options = vault.options();
    var meter = new ProgressMeter(progress, Progress.Phase.REPACK, packs.size(), 0);
    var setup =
        new WriteSession.Setup(vault.objects(), index, doomed::contains, vault::bench, options);
    try (var session = new WriteSession(setup);
        var reader = new BulkReader(vault.objects(), index, vault::bench, options.crew().cores())) {
      for (BlobId pack : packs.stream().sorted().toList()) {
        List<PackedBlob> blobs = usage.usedBlobs(rows, index.packNumber(pack).orElseThrow());
        for (BlobType type : BlobType.values()) {
          move(pack, blobs.stream().filter(blob -> blob.type() == type).toList(), reader, session);
        }
        meter.done(blobs.stream().mapToLong(PackedBlob::length).sum());
      }
      session.flush();
    }
  }

  private static void move(
      BlobId pack, List<PackedBlob> blobs, BulkReader reader, WriteSession session) {
    List<PackedBlob> batch = new ArrayList<>();
    long bytes = 0;
    for (PackedBlob blob : blobs) {
      batch.add(blob);
      bytes += blob.size();
      if (bytes >= BATCH_BYTES || blob.equals(blobs.getLast())) {
        reader.read(pack, batch, new Storing(blob.type(), session));
        session.drain();
        batch.clear();
        bytes = 0;
      }
    }
  }

  /** Stores what is read; what cannot be read ends the prune before anything is deleted. */
  private record Storing(BlobType type, WriteSession session) implements BulkReader.BlobSink {
    @Override
    public void accept(BlobId id, byte[] plain, int length) {
      session.store(type, Arrays.copyOf(plain, length));
    }

    @Override
    public void lost(BlobId id, BackstayException cause) {
      throw cause;
    }
  }
}
