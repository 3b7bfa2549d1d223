package dev.backstay.pipeline.postgres;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.vault.Chunking;

/**
 * How the files of a cluster are cut: fixed and aligned to pages, the longer the larger the
 * database is, since each chunk costs a line in its directory; and as before for the life of a
 * file, since another cut would store it again.
 */
record PhysicalChunking(Chunking.Fixed usual) implements FileChunking {
  static final Chunking.Fixed SMALLEST = new Chunking.Fixed(128 << 10);
  private static final Chunking.Fixed MIDDLE = new Chunking.Fixed(512 << 10);
  private static final Chunking.Fixed LARGEST = new Chunking.Fixed(1 << 20);

  /** As the segments of the continuous log are cut, so that both are stored once. */
  private static final Chunking.Fixed WAL = LARGEST;

  private static final long SMALL_DATABASE_BYTES = 50L << 30;
  private static final long MIDDLE_DATABASE_BYTES = 500L << 30;

  /** The cut for a database of that size. */
  static PhysicalChunking of(long databaseBytes) {
    return new PhysicalChunking(
        databaseBytes <= SMALL_DATABASE_BYTES
            ? SMALLEST
            : databaseBytes <= MIDDLE_DATABASE_BYTES ? MIDDLE : LARGEST);
  }

  @Override
  public Chunking of(FileEntry entry) {
    return WalSegment.isName(entry.name().toString()) ? WAL : usual;
  }

  @Override
  public boolean keepsFixedChunks() {
    return true;
  }
}
