package dev.backstay.pipeline.publication;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.FilesWork;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.object.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A staging with committed runs, each a real backup of real files, for tests. */
public final class CommittedRuns {
  public static final String PASSWORD_TEXT = "correct horse";
  public static final Secret PASSWORD = Secret.of(PASSWORD_TEXT);
  public static final SourceName SOURCE = new SourceName("files");

  /** Whoever shares a store with these tests is a thread of the same process. */
  private static final LockPace HASTY =
      new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20));

  private static final int SMALLEST_PACK = 4 << 20;

  private final Vault vault;
  private final Path files;
  private int runs;

  /**
   * A new vault in a store.
   *
   * @param files a directory of the test's own, whose files are backed up
   */
  public CommittedRuns(BlobStore staging, Path files) {
    this(Vault.init(staging, PASSWORD, options()), files, 0);
  }

  /** A vault in staging, whose runs so far are known elsewhere. */
  CommittedRuns(Vault vault, Path files, int runs) {
    this.vault = vault;
    this.files = files;
    this.runs = runs;
  }

  public static VaultOptions options() {
    return VaultOptions.defaults(
            new LockHolder("host", "user", ProcessHandle.current().pid()),
            InstantSource.system(),
            new SecureRandom())
        .withLockPace(HASTY)
        .withPackBytes(SMALLEST_PACK)
        .withCores(2);
  }

  public Vault vault() {
    return vault;
  }

  /** Writes a file of bytes that neither compress nor repeat. */
  public void plant(String name, int length) {
    byte[] bytes = new byte[length];
    new Random(name.hashCode() * 31L + length).nextBytes(bytes);
    try {
      Files.createDirectories(files);
      Files.write(files.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Backs up the files as they are and commits the run. */
  public RunManifest commit() {
    return commit(SOURCE);
  }

  /** Backs up the files as they are and commits the run for a source. */
  public RunManifest commit(SourceName source) {
    return commit(source, StagingLimit.of(Long.MAX_VALUE));
  }

  /** Backs up the files as they are, through a staging that holds only so much. */
  public RunManifest commit(SourceName source, StagingLimit limit) {
    var order =
        new RunOrder(
            BackupId.manual(source, "run-" + runs++),
            1,
            source,
            BackupKind.INCREMENTAL,
            "worker",
            DedupScope.EVERYTHING);
    var request =
        new BackupRequest(
            List.of(files),
            List.of(),
            List.of(),
            false,
            FileChunking.AUTO,
            "host",
            List.of(),
            false);
    var work =
        new FilesWork(
            new FilesBackup(vault, InstantSource.system()), order, request, Progress.NONE, _ -> {});
    return StagedVault.of(vault, limit).run(order, RunListener.NONE, work).manifest();
  }

  /** Every object of a store but locks, with its bytes. */
  public static Map<BlobName, byte[]> objects(BlobStore store) {
    List<BlobStat> stats = new ArrayList<>();
    store.list("", stats::add);
    Map<BlobName, byte[]> objects = new HashMap<>();
    for (BlobStat stat : stats) {
      if (!stat.name().value().startsWith(ObjectKind.LOCK.folder() + "/")) {
        objects.put(stat.name(), store.read(stat.name()));
      }
    }
    return objects;
  }

  /** A store in memory that holds what another does. */
  public static BlobStore clone(BlobStore store) {
    var clone = new MemoryBlobStore(InstantSource.system());
    objects(store)
        .forEach((name, bytes) -> {
          var _ = clone.put(name, Payload.of(bytes), PutOptions.REPLACE);
        });
    return clone;
  }
}
