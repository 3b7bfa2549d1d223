package dev.backstay.pipeline.postgres;

import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest.Extent;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A vault on disk into which clusters are backed up, and what can be asked of it. */
final class BackedUpCluster implements AutoCloseable {
  static final Extent INCREMENTAL = new Extent(false, false, Duration.ofDays(30));
  static final Extent FULL = new Extent(true, false, Duration.ofDays(30));
  static final String HOST = "database-host";

  private static final String PASSWORD = "correct horse";

  /** Whoever shares the vault is a thread of the same process. */
  private static final LockPace HASTY =
      new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20));

  private final Path repository;
  private final Path passwordFile;
  private final Vault vault;

  BackedUpCluster(Path folder) throws IOException {
    repository = folder.resolve("repository");
    passwordFile = Files.writeString(folder.resolve("password"), PASSWORD);
    vault = Vault.init(LocalBlobStore.create(repository), Secret.of(PASSWORD), options());
  }

  static VaultOptions options() {
    return VaultOptions.defaults(
            new LockHolder("host", "user", ProcessHandle.current().pid()),
            InstantSource.system(),
            new SecureRandom())
        .withLockPace(HASTY);
  }

  Vault vault() {
    return vault;
  }

  static PhysicalBackupRequest request(TestCluster cluster, Extent extent, Access access) {
    return new PhysicalBackupRequest(
        PhysicalRequest.of(PostgresAddress.parse(cluster.url())).withAccess(access),
        extent,
        HOST,
        List.of("nightly"));
  }

  /** Backs up as the command line does. */
  PhysicalReport backUp(TestCluster cluster, Extent extent, Access access) {
    return backUp(cluster, extent, access, Progress.NONE);
  }

  PhysicalReport backUp(TestCluster cluster, Extent extent, Access access, Progress progress) {
    return new PhysicalBackup(vault, InstantSource.system())
        .run(request(cluster, extent, access), progress);
  }

  PhysicalReport backUp(TestCluster cluster, Extent extent) {
    return backUp(cluster, extent, Access.CONNECTIONS);
  }

  /** Backs up as a source of that name. */
  PhysicalReport backUpAs(String source, TestCluster cluster, Extent extent) {
    String tag = "source:" + source;
    try (VaultWriter writer = vault.writer()) {
      return new PhysicalBackup(vault, InstantSource.system())
          .run(
              writer,
              request(cluster, extent, Access.CONNECTIONS).withTags(List.of(tag)),
              _ -> Lineage.ofTag(tag),
              Progress.NONE);
    }
  }

  /** Files a backup again, as if a standby had been backed up. */
  void asOfStandby(PhysicalReport report) {
    Snapshot snapshot = report.figures().snapshot().snapshot();
    try (VaultWriter writer = vault.writer()) {
      var _ =
          writer.publish(
              new Snapshot(
                  snapshot.time().plusMillis(1),
                  snapshot.tree(),
                  snapshot.parent(),
                  snapshot.paths(),
                  snapshot.hostname(),
                  snapshot.username(),
                  snapshot.tags().stream()
                      .map(tag -> tag.equals("server:primary") ? "server:standby" : tag)
                      .toList(),
                  snapshot.excludes()));
    }
  }

  /** The chunks of every file below a directory of a snapshot. */
  NavigableMap<String, List<BlobId>> files(PhysicalReport report, String directory) {
    NavigableMap<String, List<BlobId>> files = new TreeMap<>();
    try (VaultReader reader = vault.reader()) {
      collect(reader, report.figures().snapshot().snapshot().tree(), "", files);
    }
    files.keySet().removeIf(path -> !path.startsWith("/" + directory + "/"));
    return files;
  }

  private static void collect(
      VaultReader reader, BlobId tree, String above, NavigableMap<String, List<BlobId>> files) {
    for (Node node : reader.tree(tree).nodes()) {
      String path = above + "/" + node.entry().name();
      BlobId subtree = node.subtree();
      if (subtree == null) {
        files.put(path, node.content());
      } else {
        collect(reader, subtree, path, files);
      }
    }
  }

  /** The files of relations that are not the same, with the first chunk in which they differ. */
  List<String> differences(PhysicalReport one, PhysicalReport other) {
    NavigableMap<String, List<BlobId>> ours = relations(one);
    NavigableMap<String, List<BlobId>> theirs = relations(other);
    List<String> differences = new ArrayList<>();
    theirs.forEach((path, chunks) -> {
      List<BlobId> found = ours.remove(path);
      if (!chunks.equals(found)) {
        int chunk = 0;
        while (found != null
            && chunk < Math.min(found.size(), chunks.size())
            && chunks.get(chunk).equals(found.get(chunk))) {
          chunk++;
        }
        differences.add(path + " from chunk " + chunk);
      }
    });
    differences.addAll(ours.keySet());
    return differences;
  }

  /** What must be the same in two backups between which nothing happened. */
  private NavigableMap<String, List<BlobId>> relations(PhysicalReport report) {
    NavigableMap<String, List<BlobId>> files = files(report, "data/base");
    files.putAll(files(report, "data/global"));
    files.keySet().removeIf(path -> path.endsWith("/pg_control"));
    return files;
  }

  ResticOracle restic() {
    return new ResticOracle(repository, passwordFile);
  }

  /** Restores by stock restic; what it restored, not started. */
  TestCluster restored(PhysicalReport report, Path target, int major) {
    restic().restore(report.figures().snapshot().id().hex(), target).orFail();
    return TestCluster.of(target, major);
  }

  @Override
  public void close() {
    vault.close();
  }
}
