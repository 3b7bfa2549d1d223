package dev.backstay.engine.files;

import dev.backstay.engine.PartLayout;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writing past the page cache, where system and file system can: a large restore then neither waits
 * for memory to be made clean nor pushes out what running services need, and its content is on the
 * disk when it ends. Such writes need memory, offset and length in whole blocks.
 *
 * <p>Holds one buffer for each thread that writes at the same time; they are freed with this.
 */
final class UncachedWrites {
  /** Smaller files are not worth the waits. */
  static final long MIN_FILE_BYTES = 1 << 20;

  private static final System.Logger LOG = System.getLogger(UncachedWrites.class.getName());
  private static final int BUFFER_BYTES = 1 << 20;
  private static final Optional<OpenOption> DIRECT = directOption();

  private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean refused;

  /** The JDK offers the option outside its documented modules, so that no compiler may name it. */
  private static Optional<OpenOption> directOption() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return Optional.of((OpenOption) option);
        }
      }
    } catch (ClassNotFoundException e) {
      LOG.log(Level.DEBUG, "this JDK cannot write past the page cache");
    }
    return Optional.empty();
  }

  /** Whether it may be tried here. */
  boolean isPossible() {
    return DIRECT.isPresent() && !refused;
  }

  /** Opens a file for such writes; empty when the file system refuses them. */
  Optional<FileChannel> open(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(DIRECT.orElseThrow());
    try {
      return Optional.of(FileChannel.open(file, all, attributes));
    } catch (UnsupportedOperationException e) {
      LOG.log(Level.DEBUG, "{0} is written through the page cache: {1}", file, e);
    } catch (java.nio.file.FileSystemException e) {
      if (e.getReason() == null || !e.getReason().contains("Invalid argument")) {
        throw e;
      }
      LOG.log(Level.DEBUG, "{0} is written through the page cache: {1}", file, e);
    }
    refused = true;
    return Optional.empty();
  }

  /** Writes bytes at a block's boundary; the rest of their last block becomes zeros. */
  void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
    ByteBuffer buffer = idle.poll();
    if (buffer == null) {
      buffer =
          ByteBuffer.allocateDirect(BUFFER_BYTES + PartLayout.BLOCK_BYTES)
              .alignedSlice(PartLayout.BLOCK_BYTES);
    }
    try {
      int end = bytes.limit();
      long at = offset;
      while (bytes.position() < end) {
        bytes.limit(Math.min(end, bytes.position() + BUFFER_BYTES));
        buffer.clear().put(bytes);
        while (buffer.position() % PartLayout.BLOCK_BYTES != 0) {
          buffer.put((byte) 0);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          at += channel.write(buffer, at);
        }
      }
    } finally {
      idle.add(buffer);
    }
  }
}
