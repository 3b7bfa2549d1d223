package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreFile;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.read.BulkReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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
    final EntryPath path;
    final RestoreFile target;
    final AtomicInteger missing;

    OpenFile(EntryPath path, RestoreFile target, int parts) {
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
    var file = new OpenFile(path, target, blobs.size());
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
      arrived(part.file(), length);
    }
  }

  @Override
  public void lost(BlobId id, BackstayException cause) {
    for (Part part : partsOf(id)) {
      if (damaged.add(part.file())) {
        problems.add(part.file().path.toString(), cause);
      }
      arrived(part.file(), 0);
    }
  }

  private List<Part> partsOf(BlobId id) {
    return parts.getOrDefault(id, List.of());
  }

  private void arrived(OpenFile file, long bytes) {
    boolean complete = file.missing.decrementAndGet() == 0;
    if (complete) {
      file.target.complete();
    }
    progress.advance(complete ? 1 : 0, bytes);
  }
}
