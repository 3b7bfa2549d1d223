package dev.backstay.vault.read;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Reads single blobs: authenticated, and compared with their ids. Any number of threads may use it.
 */
public final class BlobReader implements AutoCloseable {
  private final VaultObjects objects;
  private final BlobIndex index;
  private final Supplier<Workbench> supplier;
  private final ConcurrentLinkedQueue<Workbench> idle = new ConcurrentLinkedQueue<>();

  public BlobReader(VaultObjects objects, BlobIndex index, Supplier<Workbench> supplier) {
    this.objects = objects;
    this.index = index;
    this.supplier = supplier;
  }

  /**
   * The plain bytes of a blob; where one copy is damaged and another is not, those of the other.
   */
  public byte[] read(BlobType type, BlobId id) {
    List<IndexedBlob> places = index.findAll(type, id);
    if (places.isEmpty()) {
      throw unknown(objects, type, id);
    }
    BackstayException first = null;
    for (IndexedBlob place : places) {
      try {
        return read(place);
      } catch (BackstayException e) {
        if (!isDamage(e)) {
          throw e;
        }
        first = first == null ? e : first;
      }
    }
    throw Objects.requireNonNull(first);
  }

  private byte[] read(IndexedBlob place) {
    PackedBlob blob = place.blob();
    byte[] sealed =
        objects.store().read(ObjectKind.PACK.name(place.pack()), blob.offset(), blob.length());
    Workbench bench = idle.poll();
    bench = bench != null ? bench : supplier.get();
    try {
      return Arrays.copyOf(decode(objects, bench, place, sealed, 0), blob.size());
    } finally {
      idle.add(bench);
    }
  }

  /**
   * Decodes a blob that lies in {@code bytes} at {@code at} and compares it with its id; the
   * returned array is the bench's own and its first {@code size()} bytes are the blob.
   */
  static byte[] decode(
      VaultObjects objects, Workbench bench, IndexedBlob place, byte[] bytes, int at) {
    PackedBlob blob = place.blob();
    String what = blob.type().word() + " blob " + blob.id() + " at offset " + blob.offset();
    try {
      byte[] plain = bench.decode(blob, bytes, at);
      BlobId found = bench.hash(plain, 0, blob.size());
      if (!found.equals(blob.id())) {
        throw objects.damaged(
            ObjectKind.PACK, place.pack(), what + " hashes to " + found.shortHex(), null);
      }
      return plain;
    } catch (SealException | IOException e) {
      throw objects.damaged(ObjectKind.PACK, place.pack(), what + ": " + e.getMessage(), e);
    }
  }

  /** Whether bytes are not what was stored, so that another copy may help. */
  static boolean isDamage(BackstayException e) {
    return e.code() == ErrorCode.OBJECT_CORRUPT || e.code() == ErrorCode.OBJECT_MISSING;
  }

  /** The error for a blob that no index knows. */
  public static BackstayException unknown(VaultObjects objects, BlobType type, BlobId id) {
    return new BackstayException(
        ErrorCode.OBJECT_MISSING,
        "no index of %s knows the %s blob %s"
            .formatted(objects.store().location(), type.word(), id));
  }

  @Override
  public void close() {
    for (Workbench bench = idle.poll(); bench != null; bench = idle.poll()) {
      bench.close();
    }
  }
}
