package dev.backstay.pipeline.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.postgres.logical.DumpSink;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes the files of a dump into the vault as they come and puts their directories together at the
 * end. Confined to the capture's thread.
 */
final class DumpTrees implements DumpSink {
  /** How often a wait looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  /** Dumps hold everything in plain: their owner's alone. */
  private static final int FILE_PERMISSIONS = 0600;

  private static final int DIRECTORY_PERMISSIONS = 0700;
  private static final FileOwner ROOT = new FileOwner(0, 0, "root", "root");

  private final VaultWriter writer;
  private final Progress progress;
  private final FileTimes times;
  private final List<Stored> stored = new ArrayList<>();
  private Chunking chunking = Chunking.DUMPS;
  private long bytes;

  private record Stored(EntryPath path, CompletableFuture<StoredContent> content) {}

  DumpTrees(VaultWriter writer, Progress progress, Instant time) {
    this.writer = writer;
    this.progress = progress;
    this.times = new FileTimes(time, time, time);
  }

  @Override
  public void expected(long clusterBytes) {
    chunking = DumpChunking.of(clusterBytes);
    progress.total(0, clusterBytes);
  }

  @Override
  public void current(String what) {
    progress.current(what);
  }

  @Override
  public void file(EntryPath path, Content content) {
    try (FileInput input = content.open()) {
      stored.add(
          new Stored(
              path,
              writer.store(
                  (into, offset, length) -> counted(input, into, offset, length), chunking)));
    }
    progress.advance(1, 0);
  }

  private int counted(FileInput input, byte[] into, int offset, int length) {
    int read = input.read(into, offset, length);
    if (read > 0) {
      bytes += read;
      progress.advance(0, read);
    }
    return read;
  }

  int files() {
    return stored.size();
  }

  long bytes() {
    return bytes;
  }

  /** The tree of the root, once everything is stored. */
  BlobId end() {
    Map<EntryPath, List<Node>> directories = new HashMap<>();
    for (Stored each : stored) {
      StoredContent content = await(each.content());
      FileName name = each.path().name().orElseThrow();
      in(directories, each.path())
          .add(
              Node.file(
                  entry(name, FileType.FILE, FILE_PERMISSIONS, content.size()), content.blobs()));
    }
    int deepest = directories.keySet().stream().mapToInt(EntryPath::depth).max().orElse(0);
    for (int depth = deepest; depth > 0; depth--) {
      for (EntryPath path : List.copyOf(directories.keySet())) {
        if (path.depth() == depth) {
          BlobId tree = writer.store(Tree.of(Objects.requireNonNull(directories.get(path))));
          FileName name = path.name().orElseThrow();
          in(directories, path)
              .add(Node.directory(entry(name, FileType.DIRECTORY, DIRECTORY_PERMISSIONS, 0), tree));
        }
      }
    }
    return writer.store(Tree.of(directories.getOrDefault(EntryPath.ROOT, List.of())));
  }

  /** The nodes of the directory that holds an entry. */
  private static List<Node> in(Map<EntryPath, List<Node>> directories, EntryPath entry) {
    return directories.computeIfAbsent(entry.parent().orElseThrow(), _ -> new ArrayList<>());
  }

  private FileEntry entry(FileName name, FileType type, int permissions, long size) {
    return new FileEntry(
        name,
        type,
        permissions,
        times,
        ROOT,
        new FileIdentity(0, 0, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }

  private StoredContent await(CompletableFuture<StoredContent> content) {
    while (true) {
      try {
        return content.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        writer.throwFailure();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "the dump was interrupted; no snapshot was published", e);
      } catch (ExecutionException e) {
        writer.throwFailure();
        throw new BackstayException(
            ErrorCode.INTERNAL, "a file of the dump could not be stored: " + e.getCause(), e);
      }
    }
  }
}
