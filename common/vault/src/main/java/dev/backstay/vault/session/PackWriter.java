package dev.backstay.vault.session;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Payload;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.codec.Zstd;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.OpenPack;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills packs with blobs, seals them and has them stored. Every blob is read back from its pack and
 * compared with what went in before the pack is stored. Any number of workers may add at once;
 * sealed packs are stored by a crew of their own, so storing overlaps with compressing.
 */
final class PackWriter {
  /**
   * Room behind the blobs for the header of a pack of small blobs; a pack closes early rather than
   * overflow it.
   */
  private static final int HEADER_ROOM = 256 << 10;

  /** How often a waiting worker looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  private final int packBytes;
  private final Workers uploads;
  private final SealedPacks sealedPacks;
  private final Semaphore buffers;
  private final ConcurrentLinkedQueue<byte[]> idle = new ConcurrentLinkedQueue<>();
  private final Map<BlobType, OpenPack> open = new EnumMap<>(BlobType.class);

  /** Takes each pack that is sealed and makes it durable; its bytes are used again afterwards. */
  @FunctionalInterface
  interface SealedPacks {
    void store(BlobId pack, Payload bytes, List<PackedBlob> blobs);
  }

  PackWriter(int packBytes, int buffers, Workers uploads, SealedPacks sealedPacks) {
    this.packBytes = packBytes;
    this.buffers = new Semaphore(buffers);
    this.uploads = uploads;
    this.sealedPacks = sealedPacks;
  }

  /** Compresses, seals and verifies a blob, and leaves it in a pack. */
  void add(Workbench bench, BlobType type, BlobId id, Slice plain) {
    int length = plain.length();
    byte[] frame = bench.frame(Zstd.bound(length));
    int frameLength = bench.zstd().compress(plain.bytes(), plain.from(), length, frame);
    // A tree that is not compressed would be repacked by every stock prune.
    boolean compressed = frameLength < length || type == BlobType.TREE;
    int sealedLength = (compressed ? frameLength : length) + Envelope.OVERHEAD;
    int plainLength = compressed ? length : 0;

    OpenPack pack;
    int offset;
    do {
      pack = packFor(bench, type, sealedLength);
      offset = pack.reserve(id, type, sealedLength, plainLength);
    } while (offset < 0);
    if (compressed) {
      bench.envelope().seal(frame, 0, frameLength, pack.buffer(), offset);
    } else {
      bench.envelope().seal(plain.bytes(), plain.from(), length, pack.buffer(), offset);
    }
    verify(bench, pack, new PackedBlob(id, type, offset, sealedLength, plainLength), plain);
    if (pack.release()) {
      seal(bench, pack);
    }
  }

  /** Seals the packs that are still open and waits until everything is stored. */
  void flush(Workers workers) {
    for (OpenPack pack : takeOpen()) {
      if (pack.close()) {
        workers.submit(bench -> seal(bench, pack));
      }
    }
    workers.drain();
    uploads.drain();
  }

  private synchronized List<OpenPack> takeOpen() {
    List<OpenPack> packs = List.copyOf(open.values());
    open.clear();
    return packs;
  }

  /**
   * A pack with room for {@code length} more bytes, as far as one can tell; replaces one that is
   * full.
   */
  private OpenPack packFor(Workbench bench, BlobType type, int length) {
    OpenPack full;
    synchronized (this) {
      OpenPack current = open.get(type);
      if (current != null && current.hasRoom(length)) {
        return current;
      }
      full = current;
      open.remove(type, current);
    }
    if (full != null && full.close()) {
      seal(bench, full);
    }
    OpenPack fresh = new OpenPack(buffer(length), packBytes);
    OpenPack other;
    synchronized (this) {
      other = open.putIfAbsent(type, fresh);
    }
    if (other != null) {
      giveBack(fresh.buffer());
      return other;
    }
    return fresh;
  }

  private static void verify(Workbench bench, OpenPack pack, PackedBlob blob, Slice plain) {
    try {
      byte[] decoded = bench.decode(blob, pack.buffer(), blob.offset());
      if (Arrays.equals(
          decoded, 0, blob.size(), plain.bytes(), plain.from(), plain.from() + plain.length())) {
        return;
      }
    } catch (SealException | IOException e) {
      throw new BackstayException(ErrorCode.ENCODING_BROKEN, brokenMessage(blob), e);
    }
    throw new BackstayException(ErrorCode.ENCODING_BROKEN, brokenMessage(blob));
  }

  private static String brokenMessage(PackedBlob blob) {
    return "blob "
        + blob.id().shortHex()
        + " did not decode to what was encoded; nothing of its pack was stored";
  }

  private void seal(Workbench bench, OpenPack pack) {
    List<PackedBlob> blobs = pack.blobs();
    pack.seal(bench.envelope());
    verifyHeader(bench, pack, blobs);
    BlobId id = bench.hash(pack.buffer(), 0, pack.used());
    uploads.submit(_ -> {
      sealedPacks.store(id, Payload.of(pack.buffer(), 0, pack.used()), blobs);
      giveBack(pack.buffer());
    });
  }

  private static void verifyHeader(Workbench bench, OpenPack pack, List<PackedBlob> blobs) {
    try {
      if (PackHeader.read(pack.buffer(), pack.used(), bench.envelope()).equals(blobs)) {
        return;
      }
    } catch (SealException | IOException e) {
      throw new BackstayException(
          ErrorCode.ENCODING_BROKEN, "a pack's header did not decode; it was not stored", e);
    }
    throw new BackstayException(
        ErrorCode.ENCODING_BROKEN, "a pack's header did not decode to what was encoded");
  }

  private byte[] buffer(int blobLength) {
    try {
      while (!buffers.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        uploads.throwFailure();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted while waiting for memory", e);
    }
    int usual = packBytes + HEADER_ROOM;
    if (blobLength + HEADER_ROOM > usual) {
      return new byte
          [blobLength + HEADER_ROOM]; // one blob larger than a pack: a huge directory's tree
    }
    byte @Nullable [] buffer = idle.poll();
    return buffer != null ? buffer : new byte[usual];
  }

  private void giveBack(byte[] buffer) {
    if (buffer.length == packBytes + HEADER_ROOM) {
      idle.add(buffer);
    }
    buffers.release();
  }
}
