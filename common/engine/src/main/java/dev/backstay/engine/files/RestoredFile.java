package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A regular file that a {@link FileTreeRestore} writes. It is made, new and private, when its first
 * part comes, so whole blocks of zeros need not be written: they stay holes, or become some where
 * blocks were set aside. What fails once is reported once; later parts are dropped.
 */
final class RestoredFile implements RestoreFile {
  /** Holes are whole blocks: no restored file takes more of them than its source. */
  private static final int BLOCK_BYTES = PartLayout.BLOCK_BYTES;

  /** Bounds the native buffer that the JDK keeps for each thread. */
  private static final int MAX_TRANSFER_BYTES = 1 << 20;

  /**
   * Of blocks that were set aside, fewer are not worth a call: they are kept, and read as zeros.
   */
  private static final int MIN_HOLE_BYTES = 64 << 10;

  private static final byte[] ZEROS = new byte[BLOCK_BYTES];
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final RestoreWork work;
  private final EntryPath path;
  private final Path place;
  private final FileEntry entry;
  private final OpenChannels.Slot slot = new OpenChannels.Slot(this::open);
  private final AtomicLong length = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile boolean made; // written under the slot's lock

  /** Whether its last block may have been written whole. */
  private final boolean padded;

  private volatile boolean uncached; // written under the slot's lock

  private volatile boolean reserved; // once true, it only becomes false

  RestoredFile(RestoreWork work, EntryPath path, Path place, FileEntry entry, PartLayout layout) {
    this.work = work;
    this.path = path;
    this.place = place;
    this.entry = entry;
    this.uncached =
        layout == PartLayout.BLOCKS
            && entry.size() >= UncachedWrites.MIN_FILE_BYTES
            && work.uncached().isPossible();
    this.padded = uncached;
  }

  private FileChannel open() throws IOException {
    if (!made) {
      work.tree().clear(place);
      FileChannel channel =
          open(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
      made = true;
      // Else ext4 lets only one thread at a time write past the page cache.
      reserved = uncached && work.calls().reserve(place, entry.size());
      return channel;
    }
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(place.toString(), null, "it was replaced while it was written");
    }
    return open(Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  private FileChannel open(Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (uncached) {
      Optional<FileChannel> channel = work.uncached().open(place, options, attributes);
      if (channel.isPresent()) {
        return channel.get();
      }
      uncached = false;
      if (!made) {
        Files.deleteIfExists(place); // some systems make the file and then refuse the option
      }
    }
    return FileChannel.open(place, options, attributes);
  }

  @Override
  public void write(long offset, byte[] bytes, int from, int length) {
    if (failed.get()) {
      return;
    }
    try {
      work.channels().use(slot, channel -> writeParts(channel, offset, bytes, from, length));
    } catch (IOException failure) {
      fail(work.failure().of(path, failure));
    }
  }

  /** Writes what lies between holes: blocks of the file of which every given byte is zero. */
  private void writeParts(FileChannel channel, long offset, byte[] bytes, int from, int length)
      throws IOException {
    long shift = offset - from;
    int end = from + length;
    int dirty = from;
    int at = from;
    while (at < end) {
      int zeros = at;
      int next = nextBlock(shift, at, end);
      while (at < end && isZero(bytes, at, next)) {
        at = next;
        next = nextBlock(shift, at, end);
      }
      if (at > zeros) {
        writeFully(channel, shift + dirty, ByteBuffer.wrap(bytes, dirty, zeros - dirty));
        skip(shift + zeros, at - zeros);
        dirty = at;
      }
      at = next;
    }
    writeFully(channel, shift + dirty, ByteBuffer.wrap(bytes, dirty, end - dirty));
  }

  private static int nextBlock(long shift, int at, int end) {
    return Math.min(end, at + BLOCK_BYTES - (int) ((shift + at) % BLOCK_BYTES));
  }

  private void skip(long offset, int count) throws IOException {
    if (reserved && count >= MIN_HOLE_BYTES && !work.calls().giveBack(place, offset, count)) {
      reserved = false; // nor will it the next time; only space is at stake
    }
    work.tally().bytesSparse.add(count);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    return bytes[from] == 0 && Arrays.equals(bytes, from, to, ZEROS, 0, to - from);
  }

  private void writeFully(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return;
    }
    if (uncached) {
      int count = bytes.remaining();
      work.uncached().write(channel, offset, bytes);
      work.tally().bytesWritten.add(count);
      length.accumulateAndGet(offset + count, Math::max);
      return;
    }
    int end = bytes.limit();
    long at = offset;
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + MAX_TRANSFER_BYTES));
      at += channel.write(bytes, at);
    }
    work.tally().bytesWritten.add(at - offset);
    length.accumulateAndGet(at, Math::max);
  }

  @Override
  public void complete() {
    try {
      if (failed.get()) {
        return;
      }
      if (!made) {
        work.channels().use(slot, channel -> {});
      }
      if (padded && entry.size() % BLOCK_BYTES != 0) {
        work.channels().use(slot, channel -> channel.truncate(entry.size()));
      }
      work.channels().close(slot);
      if (length.get() < entry.size()) {
        work.calls().extend(place, entry.size());
      }
      work.metadata().apply(path, place, entry);
      work.tally().files.increment();
    } catch (IOException failure) {
      fail(work.failure().of(path, failure));
    } finally {
      work.tree().release(path);
    }
  }

  private void fail(BackstayException problem) {
    if (failed.compareAndSet(false, true)) {
      work.tally().problem(path, problem);
    }
  }
}
