package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreProblem;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.tree.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Files that lie where a restore wants to write, and are mended instead of replaced: every part is
 * compared by its hash, and only those that differ are written. Nobody but the server that owns
 * them writes them, and it does not run.
 */
final class ExistingFiles {
  private final LongAdder files = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final ConcurrentLinkedQueue<RestoreProblem> problems = new ConcurrentLinkedQueue<>();

  /** The parts of a file that are in place. */
  BitSet of(Path place, Node file, long[] ends) {
    BitSet present = new BitSet(ends.length);
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      return present;
    }
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      long start = 0;
      for (int part = 0; part < ends.length; part++) {
        int length = (int) (ends[part] - start);
        byte[] bytes = new byte[length];
        if (read(channel, ByteBuffer.wrap(bytes), start)
            && BlobId.hash(bytes).equals(file.content().get(part))) {
          present.set(part);
        }
        start = ends[part];
      }
      return present;
    } catch (IOException e) {
      return new BitSet(); // what cannot be read is replaced
    }
  }

  private static boolean read(FileChannel channel, ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  /**
   * A file of which something is in place.
   *
   * @param adopt gives it owner, permissions and times, once its content is right
   */
  RestoreFile patch(EntryPath path, Path place, FileEntry entry, Runnable adopt) {
    return new Patched(path, place, entry.size(), adopt);
  }

  /** What was mended. */
  RestoreOutcome outcome() {
    List<RestoreProblem> found = new ArrayList<>(problems);
    return new RestoreOutcome(
        0, files.sum(), 0, 0, 0, 0, bytesWritten.sum(), 0, 0, 0, found.size(), found);
  }

  private final class Patched implements RestoreFile {
    private final EntryPath path;
    private final Path place;
    private final long size;
    private final Runnable adopt;

    Patched(EntryPath path, Path place, long size, Runnable adopt) {
      this.path = path;
      this.place = place;
      this.size = size;
      this.adopt = adopt;
    }

    @Override
    public void write(long offset, byte[] bytes, int from, int length) {
      try (FileChannel channel = open()) {
        ByteBuffer part = ByteBuffer.wrap(bytes, from, length);
        long at = offset;
        while (part.hasRemaining()) {
          at += channel.write(part, at);
        }
        bytesWritten.add(length);
      } catch (IOException e) {
        fail(e);
      }
    }

    @Override
    public void complete() {
      try (FileChannel channel = open()) {
        channel.truncate(size);
        files.increment();
      } catch (IOException e) {
        fail(e);
        return;
      }
      adopt.run();
    }

    private FileChannel open() throws IOException {
      return FileChannel.open(place, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private void fail(IOException cause) {
      problems.add(
          new RestoreProblem(
              path,
              new BackstayException(
                  ErrorCode.TARGET_UNWRITABLE,
                  "%s could not be written: %s".formatted(place, cause),
                  cause)));
    }
  }
}
