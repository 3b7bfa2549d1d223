package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreFile;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.read.BulkReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Some files of a snapshot that are restored together: each blob they need is read once, wherever
 * it belongs it is written, and a file is completed with its last part. Bounds the memory of a
 * restore of any size.
 */
final class RestoreWindow implements BulkReader.BlobSink {
  /** Parts of one window: a few dozen bytes each, and packs enough for every reader. */
  private static final int MAX_PARTS = 100_000;

  /** Files of one window, which are open at once as far as the target keeps files open. */
  private static final int MAX_FILES = 20_000;

  /** Neighbours written at once: beyond, a disk gains nothing. */
  private static final int JOINED_BYTES = 1 << 20;

  private final Progress progress;
  private final ProblemList problems;

  /** In the files' order, which is about the packs' order and the disk's. */
  private final Map<BlobId, List<Part>> parts = new LinkedHashMap<>();

  private final Set<OpenFile> damaged = ConcurrentHashMap.newKeySet();
  private int partCount;
  private int fileCount;

  private record Part(OpenFile file, long offset) {}

  /** A file and how many of its parts are still to come. */
  private static final class OpenFile {
    final int number;
    final EntryPath path;
    final RestoreFile target;
    final AtomicInteger missing;

    OpenFile(int number, EntryPath path, RestoreFile target, int parts) {
      this.number = number;
      this.path = path;
      this.target = target;
      this.missing = new AtomicInteger(parts);
    }
  }

  RestoreWindow(Progress progress, ProblemList problems) {
    this.progress = progress;
    this.problems = problems;
  }

  /** Adds a file of at least one blob; {@code offsets} tells where each begins. */
  void add(EntryPath path, RestoreFile target, List<BlobId> blobs, long[] offsets) {
    var file = new OpenFile(fileCount, path, target, blobs.size());
    for (int i = 0; i < blobs.size(); i++) {
      parts.computeIfAbsent(blobs.get(i), _ -> new ArrayList<>(1)).add(new Part(file, offsets[i]));
    }
    partCount += blobs.size();
    fileCount++;
  }

  boolean isFull() {
    return partCount >= MAX_PARTS || fileCount >= MAX_FILES;
  }

  /** Reads and writes everything; the window is then empty. */
  void restore(BulkReader bulk) {
    if (!parts.isEmpty()) {
      bulk.read(List.copyOf(parts.keySet()), this);
    }
    parts.clear();
    damaged.clear();
    partCount = 0;
    fileCount = 0;
  }

  @Override
  public void accept(BlobId id, byte[] bytes, int length) {
    for (Part part : partsOf(id)) {
      part.file().target.write(part.offset(), bytes, 0, length);
      arrived(part.file(), 1, length);
    }
  }

  @Override
  public BulkReader.BlobSink ofOneRead() {
    return new Joining();
  }

  /**
   * Writes neighbours by one call: a disk takes few long writes at twice the rate of short ones.
   */
  private final class Joining implements BulkReader.BlobSink {
    private final byte[] joined = new byte[JOINED_BYTES];
    private @Nullable OpenFile file;
    private long offset;
    private int length;
    private int count;

    @Override
    public Comparator<BlobId> order() {
      return Comparator.comparingInt((BlobId id) -> firstOf(id).file().number)
          .thenComparingLong(id -> firstOf(id).offset());
    }

    private Part firstOf(BlobId id) {
      return Objects.requireNonNull(parts.get(id)).getFirst();
    }

    @Override
    public void accept(BlobId id, byte[] bytes, int bytesLength) {
      for (Part part : partsOf(id)) {
        if (part.file() != file
            || part.offset() != offset + length
            || bytesLength > joined.length - length) {
          write();
        }
        if (bytesLength > joined.length) {
          part.file().target.write(part.offset(), bytes, 0, bytesLength);
          arrived(part.file(), 1, bytesLength);
          continue;
        }
        if (file == null) {
          file = part.file();
          offset = part.offset();
        }
        System.arraycopy(bytes, 0, joined, length, bytesLength);
        length += bytesLength;
        count++;
      }
    }

    private void write() {
      OpenFile written = file;
      if (written != null) {
        written.target.write(offset, joined, 0, length);
        arrived(written, count, length);
        file = null;
        length = 0;
        count = 0;
      }
    }

    @Override
    public void lost(BlobId id, BackstayException cause) {
      RestoreWindow.this.lost(id, cause);
    }

    @Override
    public void ended() {
      write();
    }
  }

  @Override
  public void lost(BlobId id, BackstayException cause) {
    for (Part part : partsOf(id)) {
      if (damaged.add(part.file())) {
        problems.add(part.file().path.toString(), cause);
      }
      arrived(part.file(), 1, 0);
    }
  }

  private List<Part> partsOf(BlobId id) {
    return parts.getOrDefault(id, List.of());
  }

  private void arrived(OpenFile file, int partsArrived, long bytes) {
    boolean complete = file.missing.addAndGet(-partsArrived) == 0;
    if (complete) {
      file.target.complete();
    }
    progress.advance(complete ? 1 : 0, bytes);
  }
}
