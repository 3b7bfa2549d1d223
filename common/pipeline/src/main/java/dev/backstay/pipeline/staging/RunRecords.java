package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what runs left in staging: commits and manifests. Needs no key. Any number of threads may
 * use it.
 */
public final class RunRecords {
  private final BlobStore staging;

  public RunRecords(BlobStore staging) {
    this.staging = staging;
  }

  /** The commit of a backup, if an attempt of it won. */
  public Optional<RunCommit> commit(BackupId backup) {
    return end(backup).filter(RunCommit.class::isInstance).map(RunCommit.class::cast);
  }

  /** How the attempts of a backup ended, if they did: no other ever commits then. */
  Optional<RunEnd> end(BackupId backup) {
    BlobName name = StagingNames.commit(backup);
    return staging.stat(name).map(_ -> decode(name, staging.read(name)));
  }

  /** Whether no attempt of a backup will be committed any more, by its commit point's word. */
  public boolean hasEnded(BackupId backup) {
    return end(backup).isPresent();
  }

  /** Fails with {@code BACKUP_ABANDONED} for a backup that was given up. */
  void requireNotAbandoned(BackupId backup) {
    if (end(backup).orElse(null) instanceof RunAbandonment abandonment) {
      throw new BackstayException(
          ErrorCode.BACKUP_ABANDONED,
          "backup %s was given up at %s and what it had stored was removed; nothing was committed"
              .formatted(backup, abandonment.abandonedAt()));
    }
  }

  private RunEnd decode(BlobName name, byte[] bytes) {
    try {
      return RunCommit.decodeEnd(bytes);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** The manifest that a commit names, compared with its hash. */
  public RunManifest manifest(RunCommit commit) {
    return manifest(commit.backup(), commit.manifest());
  }

  /** A manifest of a backup, compared with its hash. */
  public RunManifest manifest(BackupId backup, BlobId hash) {
    BlobName name = StagingNames.manifest(backup, hash);
    byte[] bytes = staging.read(name);
    try {
      if (!BlobId.hash(bytes).equals(hash)) {
        throw new IOException("its bytes do not hash to its name");
      }
      return RunManifest.decode(bytes);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** Shows every backup that was committed or abandoned, in no particular order. */
  public void forEachCommitted(Consumer<BackupId> consumer) {
    staging.list(
        StagingNames.RUNS,
        stat -> {
          if (StagingNames.isCommit(stat.name())) {
            StagingNames.backupOf(stat.name()).ifPresent(consumer);
          }
        });
  }

  private BackstayException damaged(BlobName name, IOException cause) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "%s in staging at %s is damaged: %s"
            .formatted(name, staging.location(), cause.getMessage()),
        cause);
  }
}
