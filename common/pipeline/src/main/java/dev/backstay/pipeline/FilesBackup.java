package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.PathPatterns;
import dev.backstay.engine.files.FileSelection;
import dev.backstay.engine.files.FileTreeCapture;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Backs up file trees into a vault, or into a run that will be published to it, as one snapshot.
 */
public final class FilesBackup {
  /**
   * Files read at once: the vault takes four streams, and the capture's own thread may be a reader
   * too.
   */
  private static final int READERS = 3;

  /** Files waiting for a reader; beyond, the capture's own thread reads. */
  private static final int WAITING_FILES = 256;

  /** How often a wait looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  private final Vault vault;
  private final InstantSource clock;

  public FilesBackup(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Runs a backup; on return its snapshot is published. */
  public BackupReport run(BackupRequest request, Progress progress) {
    try (VaultWriter writer = vault.writer()) {
      return run(writer, request, Lineage.ofPaths(request.hostname(), paths(request)), progress);
    }
  }

  /**
   * Runs a backup by a writer of this vault, compared with the newest snapshot of its lineage; on
   * return everything is where the writer leaves it, the snapshot last.
   */
  public BackupReport run(
      VaultWriter writer, BackupRequest request, Lineage lineage, Progress progress) {
    Instant started = clock.instant();
    var problems = new ProblemList();
    var capture =
        new FileTreeCapture(
            new FileSelection(
                request.paths(),
                PathPatterns.of(request.includes()),
                PathPatterns.of(request.excludes()),
                false,
                request.oneFileSystem()));
    try (TotalScan scan = TotalScan.start(capture, progress)) {
      Optional<StoredSnapshot> parent = request.force() ? Optional.empty() : parent(lineage);
      var trees = new ParentTrees(writer, parent.map(stored -> stored.snapshot().tree()));
      try (var crew = new Crew()) {
        var sink =
            new BackupSink(
                new BackupSink.Setup(
                    writer,
                    request.chunking(),
                    trees,
                    crew.readers,
                    crew.assembler,
                    progress,
                    problems));
        capture.capture(sink);
        BlobId root = await(sink.end(), writer);
        scan.stop();
        StoredSnapshot snapshot = writer.publish(snapshot(request, started, root, parent));
        return report(sink, writer.stats(), snapshot, new Ending(parent, started, problems));
      }
    }
  }

  private Optional<StoredSnapshot> parent(Lineage lineage) {
    return vault.snapshots().all().reversed().stream()
        .filter(stored -> lineage.includes(stored.snapshot()))
        .findFirst();
  }

  private static List<String> paths(BackupRequest request) {
    return request.paths().stream()
        .map(Path::toAbsolutePath)
        .map(Path::normalize)
        .map(Path::toString)
        .sorted()
        .distinct()
        .toList();
  }

  private Snapshot snapshot(
      BackupRequest request, Instant started, BlobId root, Optional<StoredSnapshot> parent) {
    return new Snapshot(
        started,
        root,
        parent.map(StoredSnapshot::id),
        paths(request),
        request.hostname(),
        vault.options().holder().username(),
        request.tags(),
        request.excludes());
  }

  private static BlobId await(CompletableFuture<BlobId> root, VaultWriter writer) {
    while (true) {
      try {
        return root.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        writer.throwFailure();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "the backup was interrupted; no snapshot was published", e);
      } catch (ExecutionException e) {
        writer.throwFailure();
        if (e.getCause() instanceof BackstayException cause) {
          throw new BackstayException(cause.code(), String.valueOf(cause.getMessage()), e);
        }
        throw new BackstayException(
            ErrorCode.INTERNAL, "a directory could not be stored: " + e.getCause(), e);
      }
    }
  }

  private record Ending(Optional<StoredSnapshot> parent, Instant started, ProblemList problems) {}

  private BackupReport report(
      BackupSink sink, SessionStats stats, StoredSnapshot snapshot, Ending ending) {
    return new BackupReport(
        snapshot,
        ending.parent().map(StoredSnapshot::id),
        sink.filesNew.sum(),
        sink.filesChanged.sum(),
        sink.filesUnchanged.sum(),
        sink.directories.sum(),
        sink.bytesProcessed.sum(),
        stats.bytesRead(),
        stats.bytesNew(),
        stats.bytesStored(),
        Duration.between(ending.started(), clock.instant()),
        ending.problems().count(),
        ending.problems().problems());
  }

  /** The threads of one backup beside its own: ended with it. */
  private static final class Crew implements AutoCloseable {
    final ExecutorService readers =
        new ThreadPoolExecutor(
            READERS,
            READERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_FILES),
            Thread.ofPlatform().daemon().name("backup-reader-", 0).factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());
    final ExecutorService assembler =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("backup-trees").factory());

    @Override
    public void close() {
      readers.shutdownNow();
      assembler.shutdownNow();
      readers.close();
      assembler.close();
    }
  }
}
