package dev.backstay.pipeline.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.engine.postgres.logical.DumpRestore;
import dev.backstay.engine.postgres.logical.RestoreOrder;
import dev.backstay.engine.postgres.logical.RestoreResult;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.Snapshots;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Restores dumped databases from a vault into a server. */
public final class LogicalRestore {
  private final Vault vault;
  private final InstantSource clock;
  private final Path spoolParent;
  private final List<Path> programFolders;

  /**
   * @param spoolParent below which archives are put in plain while they are loaded
   * @param programFolders looked into for pg_restore before those of distributions
   */
  public LogicalRestore(
      Vault vault, InstantSource clock, Path spoolParent, List<Path> programFolders) {
    this.vault = vault;
    this.clock = clock;
    this.spoolParent = spoolParent;
    this.programFolders = List.copyOf(programFolders);
  }

  /** The logical backup a user names: by its id, a prefix of it, or as the latest one. */
  public StoredSnapshot find(String name) {
    if (!name.equals(Snapshots.LATEST)) {
      return vault.snapshots().find(name);
    }
    return vault.snapshots().all().reversed().stream()
        .filter(stored -> stored.snapshot().tags().contains(LogicalBackup.TAG))
        .findFirst()
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.SNAPSHOT_NOT_FOUND,
                "the vault at %s holds no logical backup of PostgreSQL yet"
                    .formatted(vault.store().location())));
  }

  /** What a snapshot holds. */
  public DumpRecord record(StoredSnapshot snapshot) {
    return SnapshotDump.read(vault, snapshot);
  }

  /** Restores a database or tables of it. */
  public RestoreResult run(StoredSnapshot snapshot, RestoreOrder order, Progress progress) {
    return restore(snapshot, progress).run(order, progress::current);
  }

  /** Restores roles and tablespaces. */
  public RestoreResult globals(
      StoredSnapshot snapshot,
      PostgresAddress server,
      Optional<String> confirmation,
      Progress progress) {
    return restore(snapshot, progress).globals(server, confirmation);
  }

  private DumpRestore restore(StoredSnapshot snapshot, Progress progress) {
    return new DumpRestore(
        SnapshotDump.open(vault, snapshot, clock, progress), spoolParent, programFolders);
  }
}
