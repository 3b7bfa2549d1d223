package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The room that staging has for data packs, as one run sees it: listed now and then, and added up
 * between. Any thread may ask; one at a time waits for room, the others for it.
 */
final class StagingSpace {
  /** A run lists anew after so much of the limit, so that runs notice each other. */
  private static final int LISTINGS_PER_LIMIT = 16;

  private final BlobStore staging;
  private final StagingLimit limit;
  private final Set<BlobId> treePacks = ConcurrentHashMap.newKeySet();
  private final RunListener listener;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Object counters = new Object();
  private long usedBytes;
  private long travellingBytes;
  private long admittedSinceListing = Long.MAX_VALUE; // nothing is listed yet

  StagingSpace(BlobStore staging, StagingLimit limit, RunListener listener) {
    this.staging = staging;
    this.limit = limit;
    this.listener = listener;
  }

  /** Tells that packs do not count. */
  void exempt(Collection<BlobId> packs) {
    treePacks.addAll(packs);
  }

  /** Waits until a data pack may be stored; {@link #stored} must follow. */
  void admit(long length) {
    try {
      turn.lockInterruptibly();
      try {
        awaitRoom(length);
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for room in staging", e);
    }
  }

  private void awaitRoom(long length) throws InterruptedException {
    boolean waited = false;
    while (!tryAdmit(length)) {
      if (!waited) {
        listener.waitingForSpace(used(), limit.dataBytes());
        waited = true;
      }
      limit.sleeper().sleep(limit.look());
    }
    if (waited) {
      listener.spaceFound();
    }
  }

  private boolean tryAdmit(long length) {
    if (admittedSinceListing > limit.dataBytes() / LISTINGS_PER_LIMIT || !hasRoom(length)) {
      measure();
    }
    if (!hasRoom(length)) {
      return false;
    }
    admittedSinceListing += length;
    synchronized (counters) {
      usedBytes += length;
      travellingBytes += length;
    }
    return true;
  }

  /** An empty staging takes any pack, or a limit below its length would stop everything. */
  private boolean hasRoom(long length) {
    long used = used();
    return used == 0 || used + length <= limit.dataBytes();
  }

  private long used() {
    synchronized (counters) {
      return usedBytes;
    }
  }

  /** What is on its way may be listed already: it then counts twice until the next listing. */
  private void measure() {
    long[] listed = {0};
    staging.list(
        StagingNames.PACKS,
        stat -> {
          if (StagingNames.idOf(stat.name()).filter(treePacks::contains).isEmpty()) {
            listed[0] += stat.size();
          }
        });
    admittedSinceListing = 0;
    synchronized (counters) {
      usedBytes = listed[0] + travellingBytes;
    }
  }

  /** Tells that a pack that was admitted is stored, or never will be. */
  void stored(long length) {
    synchronized (counters) {
      travellingBytes -= length;
    }
  }
}
