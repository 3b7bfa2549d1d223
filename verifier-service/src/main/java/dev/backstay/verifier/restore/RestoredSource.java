package dev.backstay.verifier.restore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.RestoreGoal;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.RestoreRequest;
import dev.backstay.pipeline.SnapshotRestore;
import dev.backstay.pipeline.postgres.PhysicalTags;
import dev.backstay.pipeline.postgres.recovery.PostgresRestore;
import dev.backstay.pipeline.postgres.recovery.PostgresRestoreReport;
import dev.backstay.pipeline.postgres.recovery.RestoreOrder;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Restores a backup in the way that suits what it is: a physical backup of PostgreSQL becomes a
 * data directory that is ready for its server, everything else the tree of files that the snapshot
 * is.
 */
record RestoredSource(InstantSource clock) {
  /** What was restored. */
  record Figures(long files, long bytes) {}

  Figures restore(Vault vault, RestoreRequested request, Path target) {
    StoredSnapshot snapshot = vault.snapshots().read(BlobId.parse(request.snapshot().hex()));
    Optional<PhysicalTags> physical = PhysicalTags.of(snapshot.snapshot());
    if (physical.isPresent()) {
      return cluster(vault, request, snapshot, target);
    }
    if (request.goal().isPresent()) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "backup %s is of nothing that is recorded continuously, so it has no other points; nothing was restored"
              .formatted(request.backup()));
    }
    return files(vault, request, snapshot, target);
  }

  private Figures files(
      Vault vault, RestoreRequested request, StoredSnapshot snapshot, Path target) {
    RestoreReport report =
        new SnapshotRestore(vault, clock)
            .run(
                new RestoreRequest(snapshot, target, request.include(), false, false),
                Progress.NONE);
    if (!report.isComplete()) {
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "%d entries could not be restored, the first of them %s"
              .formatted(report.problemCount(), report.problems().getFirst().path()));
    }
    return new Figures(report.files(), report.bytes());
  }

  private Figures cluster(
      Vault vault, RestoreRequested request, StoredSnapshot snapshot, Path target) {
    if (!request.include().isEmpty()) {
      throw new BackstayException(
          ErrorCode.USAGE, "a PostgreSQL cluster is restored whole; nothing was restored");
    }
    Optional<RestoreGoal> goal = request.goal();
    RestoreOrder order =
        goal.isPresent()
            ? RestoreOrder.of(snapshot, goal.get(), target)
            : RestoreOrder.alone(snapshot, target);
    PostgresRestoreReport report = new PostgresRestore(vault, clock).run(order, Progress.NONE);
    return new Figures(report.files().files(), report.files().bytes());
  }
}
