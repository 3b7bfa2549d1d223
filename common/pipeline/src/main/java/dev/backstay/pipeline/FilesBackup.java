package dev.backstay.pipeline;

import dev.backstay.engine.PathPatterns;
import dev.backstay.engine.files.FileSelection;
import dev.backstay.engine.files.FileTreeCapture;
import dev.backstay.vault.BlobId;
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
import java.util.Set;

/**
 * Backs up file trees into a vault, or into a run that will be published to it, as one snapshot.
 */
public final class FilesBackup {
  /**
   * Files read at once: the vault usually takes four streams, and the capture's own thread may be a
   * reader too.
   */
  private static final int READERS = 3;

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
      var setup =
          new CapturedTree.Setup(
              parent.map(stored -> stored.snapshot().tree()),
              request.chunking(),
              Comparison.METADATA,
              READERS,
              Set.of(),
              progress);
      try (var tree = new CapturedTree(writer, setup)) {
        capture.capture(tree.sink());
        BlobId root = tree.end();
        scan.stop();
        StoredSnapshot snapshot = writer.publish(snapshot(request, started, root, parent));
        return tree.report(snapshot, parent, Duration.between(started, clock.instant()));
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
}
