package dev.backstay.vault.repair;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.session.WriteSession;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores anew what a damaged pack held: from the pack itself what is still intact, all else from
 * whatever pack of the replica holds it. Confined to one thread.
 */
final class PackRebuild {
  /** Plain bytes between two waits for the session: they are in memory until it has packed them. */
  private static final long BATCH_BYTES = 32 << 20;

  private final VaultObjects target;
  private final BlobReader replica;
  private final WriteSession session;
  private final Workbench bench;
  private final RepairLog log;
  private long pending;

  PackRebuild(
      VaultObjects target,
      BlobReader replica,
      WriteSession session,
      Workbench bench,
      RepairLog log) {
    this.target = target;
    this.replica = replica;
    this.session = session;
    this.bench = bench;
    this.log = log;
  }

  /** Stores what a pack held; whether nothing of it is lost. */
  boolean rebuild(BlobId pack, BlobIndex index, PackRows rows) {
    byte[] bytes = bytes(pack);
    List<PackedBlob> blobs =
        index.packNumber(pack).stream()
            .mapToObj(rows::blobs)
            .findFirst()
            .orElseGet(() -> header(bytes));
    boolean complete = true;
    for (PackedBlob blob : blobs) {
      complete &= session.holds(blob.type(), blob.id()) || keep(blob, bytes) || fetch(pack, blob);
    }
    return complete;
  }

  private byte[] bytes(BlobId pack) {
    try {
      return target.store().read(ObjectKind.PACK.name(pack));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING || e.code() == ErrorCode.OBJECT_CORRUPT) {
        return new byte[0];
      }
      throw e;
    }
  }

  /** What a pack that no index names says of itself; nothing where even that is damaged. */
  private List<PackedBlob> header(byte[] bytes) {
    try {
      return PackHeader.read(bytes, bytes.length, bench.envelope());
    } catch (SealException | IOException e) {
      return List.of();
    }
  }

  private boolean keep(PackedBlob blob, byte[] bytes) {
    byte @Nullable [] plain = decode(blob, bytes);
    if (plain == null) {
      return false;
    }
    store(blob, plain);
    log.blobKept();
    return true;
  }

  private byte @Nullable [] decode(PackedBlob blob, byte[] bytes) {
    if (blob.offset() > bytes.length - blob.length()) {
      return null;
    }
    try {
      byte[] plain = bench.decode(blob, bytes, blob.offset());
      return bench.hash(plain, 0, blob.size()).equals(blob.id())
          ? Arrays.copyOf(plain, blob.size())
          : null;
    } catch (SealException | IOException e) {
      return null; // that it is damaged is why we are here
    }
  }

  private boolean fetch(BlobId pack, PackedBlob blob) {
    Optional<byte[]> plain = fromReplica(blob);
    if (plain.isEmpty()) {
      log.unmended(
          ObjectKind.PACK.name(pack),
          "its %s blob %s is damaged and not to be had from the replica"
              .formatted(blob.type().word(), blob.id()));
      return false;
    }
    store(blob, plain.get());
    log.blobFromReplica();
    return true;
  }

  private Optional<byte[]> fromReplica(PackedBlob blob) {
    try {
      return Optional.of(replica.read(blob.type(), blob.id()));
    } catch (BackstayException e) {
      if (e.code().kind() == ErrorKind.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void store(PackedBlob blob, byte[] plain) {
    var _ = session.store(blob.type(), plain);
    pending += plain.length;
    if (pending >= BATCH_BYTES) {
      session.drain();
      pending = 0;
    }
  }
}
