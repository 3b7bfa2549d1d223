package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.check.Findings.Harm;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads packs byte by byte: name, header, and every blob in it. Any thread may use it. */
final class PackInspector {
  private final VaultObjects objects;
  private final Findings findings;

  PackInspector(VaultObjects objects, Findings findings) {
    this.objects = objects;
    this.findings = findings;
  }

  /**
   * Inspects a pack.
   *
   * @param indexed what the index says it holds; nothing for a pack that is not indexed
   */
  void inspect(Workbench bench, BlobId pack, List<PackedBlob> indexed) {
    Optional<byte[]> read = read(pack);
    if (read.isEmpty()) {
      return;
    }
    byte[] bytes = read.get();
    BlobId found = bench.hash(bytes, 0, bytes.length);
    boolean explained = false;
    List<PackedBlob> contents = indexed;
    try {
      List<PackedBlob> header = PackHeader.read(bytes, bytes.length, bench.envelope());
      if (indexed.isEmpty()) {
        contents = header;
      } else if (!header.equals(indexed)) {
        explained = true;
        findings.addPack(
            pack,
            Damage.HEADER_BROKEN,
            "its header names %d blobs, others than the %d of the index"
                .formatted(header.size(), indexed.size()));
      }
    } catch (SealException | IOException e) {
      explained = true;
      findings.addPack(pack, Damage.HEADER_BROKEN, "its header does not open: " + e.getMessage());
    }
    for (PackedBlob blob : contents) {
      explained |= !isIntact(bench, pack, blob, bytes);
    }
    if (!found.equals(pack) && !explained) {
      findings.addPack(pack, Damage.WRONG_BYTES, "its bytes hash to " + found.shortHex());
    }
  }

  /** Compares the bytes of a pack with its name, and no more. */
  void compare(Workbench bench, BlobId pack) {
    Optional<byte[]> bytes = read(pack);
    if (bytes.isEmpty()) {
      return;
    }
    BlobId found = bench.hash(bytes.get(), 0, bytes.get().length);
    if (!found.equals(pack)) {
      findings.addPack(pack, Damage.WRONG_BYTES, "its bytes hash to " + found.shortHex());
    }
  }

  private Optional<byte[]> read(BlobId pack) {
    try {
      return Optional.of(objects.store().read(ObjectKind.PACK.name(pack)));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      findings.addPack(pack, Damage.MISSING, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean isIntact(Workbench bench, BlobId pack, PackedBlob blob, byte[] bytes) {
    String why;
    try {
      if (blob.offset() > bytes.length - blob.length()) {
        why = "ends beyond the pack";
      } else {
        byte[] plain = bench.decode(blob, bytes, blob.offset());
        BlobId found = bench.hash(plain, 0, blob.size());
        if (found.equals(blob.id())) {
          return true;
        }
        why = "hashes to " + found.shortHex();
      }
    } catch (SealException | IOException e) {
      why = String.valueOf(e.getMessage());
    }
    findings.add(
        ObjectKind.PACK,
        pack,
        Damage.BLOB_BROKEN,
        "%s blob %s at offset %d: %s".formatted(blob.type().word(), blob.id(), blob.offset(), why),
        new Harm.OneBlob(blob.type(), blob.id()));
    return false;
  }
}
