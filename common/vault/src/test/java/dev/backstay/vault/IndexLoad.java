package dev.backstay.vault;

import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/** Fills an index and prints what a blob costs in memory and time; run by a test as a process. */
final class IndexLoad {
  private static final int BLOBS_OF_A_PACK = 500;
  private static final int LOOKUPS = 2_000_000;

  private IndexLoad() {}

  public static void main(String[] arguments) {
    int blobs = Integer.parseInt(arguments[0]);
    long before = usedHeap();
    BlobIndex index = new BlobIndex();
    SplittableRandom random = new SplittableRandom(1);
    BlobId pack = id(random);
    for (int i = 0; i < blobs; i++) {
      if (i % BLOBS_OF_A_PACK == 0) {
        pack = id(random);
      }
      int offset = i % BLOBS_OF_A_PACK * 1000;
      index.add(pack, new PackedBlob(id(random), BlobType.DATA, offset, 1000, 4096));
    }
    long bytes = usedHeap() - before;
    System.out.println((bytes + blobs - 1) / blobs + " bytes a blob");
    System.out.println(lookupNanos(index, blobs) + " ns a lookup");
  }

  /** Looks up blobs far from each other, half of them absent. */
  private static long lookupNanos(BlobIndex index, int blobs) {
    BlobId[] wanted = new BlobId[LOOKUPS];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < LOOKUPS; i++) {
      wanted[i] = i % 2 == 0 ? index.at(random.nextInt(blobs)).blob().id() : id(random);
    }
    int found = 0;
    long start = System.nanoTime();
    for (BlobId id : wanted) {
      found += index.contains(BlobType.DATA, id) ? 1 : 0;
    }
    long nanos = (System.nanoTime() - start) / LOOKUPS;
    if (found != LOOKUPS / 2) {
      throw new IllegalStateException(found + " of " + LOOKUPS / 2 + " found");
    }
    return nanos;
  }

  private static BlobId id(SplittableRandom random) {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
