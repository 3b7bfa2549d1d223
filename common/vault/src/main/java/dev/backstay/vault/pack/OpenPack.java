package dev.backstay.vault.pack;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;
import java.util.ArrayList;
import java.util.List;

/**
 * A pack being filled in memory, by several threads at once: each reserves its room under the lock
 * and writes its bytes outside it. The thread that releases the last reservation after the pack was
 * closed seals it.
 */
public final class OpenPack {
  private final byte[] buffer;
  private final int capacity;
  private final List<PackedBlob> blobs = new ArrayList<>();
  private int used;
  private int writing;
  private boolean closed;

  /**
   * A pack that closes itself once it holds {@code capacity} bytes of blobs, in a buffer that has
   * room for one more.
   */
  public OpenPack(byte[] buffer, int capacity) {
    this.buffer = buffer;
    this.capacity = capacity;
  }

  /** The buffer, to write reserved room and, once sealed, to store. */
  public byte[] buffer() {
    return buffer;
  }

  /** How many bytes are taken so far; after sealing, how long the pack is. */
  public synchronized int used() {
    return used;
  }

  /**
   * Reserves room for a blob, or returns empty-handed (-1) when it does not fit or the pack is
   * closed.
   */
  public synchronized int reserve(BlobId id, BlobType type, int length, int plainLength) {
    if (!hasRoom(length)) {
      return -1;
    }
    int offset = used;
    blobs.add(new PackedBlob(id, type, offset, length, plainLength));
    used += length;
    writing++;
    if (used >= capacity) {
      closed = true;
    }
    return offset;
  }

  /** Whether a blob of {@code length} sealed bytes would fit now. */
  public synchronized boolean hasRoom(int length) {
    return !closed
        && blobs.size() < PackHeader.MAX_BLOBS
        && used + (long) length + PackHeader.maxBytes(blobs.size() + 1) <= buffer.length;
  }

  /** Ends a reservation; whether the caller must now seal the pack. */
  public synchronized boolean release() {
    writing--;
    return closed && writing == 0;
  }

  /**
   * Accepts no more blobs; whether the caller must now seal the pack, because nobody is writing to
   * it.
   */
  public synchronized boolean close() {
    if (closed) {
      return false;
    }
    closed = true;
    return writing == 0 && !blobs.isEmpty();
  }

  /** What lies in the pack, in order. */
  public synchronized List<PackedBlob> blobs() {
    return List.copyOf(blobs);
  }

  /** Writes the header; the pack is then {@link #used()} bytes of the buffer. */
  public synchronized void seal(Envelope envelope) {
    used += PackHeader.write(blobs, envelope, buffer, used);
  }
}
