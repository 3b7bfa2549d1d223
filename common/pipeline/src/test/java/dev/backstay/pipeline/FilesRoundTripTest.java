package dev.backstay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.engine.files.TreeComparison;
import dev.backstay.engine.files.TreeFixture;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class FilesRoundTripTest {
  private static final Secret PASSWORD = Secret.of("correct horse");

  private final VaultOptions options =
      VaultOptions.defaults(
          new LockHolder("host", "user", ProcessHandle.current().pid()),
          InstantSource.system(),
          new SecureRandom());

  @TempDir Path directory;
  private Path source;
  private Path repository;
  private Path target;
  private ResticOracle oracle;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectory(directory.resolve("source"));
    repository = directory.resolve("repository");
    target = directory.resolve("target");
    Path password = Files.writeString(directory.resolve("password"), PASSWORD.text());
    oracle = new ResticOracle(repository, password);
    TreeFixture.plant(source, 42);
  }

  @Test
  void everyOddityComesBackAsItWas() throws IOException {
    // Given
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      BackupReport backup = backup(vault);
      assertThat(backup.problems()).isEmpty();

      // When
      RestoreReport restore = restore(vault, target, true);

      // Then
      assertThat(restore.problems()).isEmpty();
      assertThat(restore.verified()).isTrue();
      assertThat(TreeComparison.differences(source, below(target))).isEmpty();
    }
    oracle.check().orFail();
  }

  @Test
  void stockResticRestoresWhatBackstayWrote() throws IOException {
    // Given
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      backup(vault);
    }

    // When
    oracle.restore("latest", target).orFail();

    // Then
    assertThat(differencesThatCount()).isEmpty();
  }

  @Test
  void backstayRestoresWhatStockResticWrote() throws IOException {
    // Given
    oracle.run("init").orFail();
    oracle.run("backup", source.toString()).orFail();

    // When
    try (Vault vault = Vault.open(LocalBlobStore.open(repository), PASSWORD, options)) {
      RestoreReport restore = restore(vault, target, true);

      // Then
      assertThat(restore.problems()).isEmpty();
      assertThat(differencesThatCount()).isEmpty();
    }
  }

  @Test
  void anUnchangedTreeIsNotReadAgain() throws IOException {
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      // Given
      BackupReport first = backup(vault);

      // When
      BackupReport second = backup(vault);

      // Then
      assertThat(second.parent()).contains(first.snapshot().id());
      assertThat(second.filesNew() + second.filesChanged()).isZero();
      assertThat(second.bytesRead()).isZero();
      assertThat(changesBelowTheSource(vault, first, second)).isEmpty();
    }
    oracle.check().orFail();
  }

  /** Directories above the source belong to the host, where others write too. */
  private List<SnapshotDiff.Change> changesBelowTheSource(
      Vault vault, BackupReport before, BackupReport after) {
    List<SnapshotDiff.Change> changes = new ArrayList<>();
    try (VaultReader reader = vault.reader()) {
      SnapshotDiff.between(reader, before.snapshot(), after.snapshot(), changes::add);
    }
    changes.removeIf(change -> source.startsWith(change.path().toString()));
    return changes;
  }

  /**
   * Restic 0.14 itself cannot keep these: it follows symbolic links when it reads and sets extended
   * attributes, takes link targets for UTF-8, and restores holes as zeros.
   */
  private List<String> differencesThatCount() throws IOException {
    return TreeComparison.differences(source, below(target)).stream()
        .filter(line -> !line.startsWith("/attributes/link has attributes"))
        .filter(line -> !line.startsWith("/attributes/file has attributes"))
        .filter(line -> !(line.startsWith("/links/") && line.contains("has link target")))
        .filter(line -> !(line.startsWith("./holes/") && line.contains("blocks")))
        .toList();
  }

  private BackupReport backup(Vault vault) {
    return new FilesBackup(vault, InstantSource.system())
        .run(
            new BackupRequest(
                List.of(source),
                List.of(),
                List.of(),
                false,
                FileChunking.AUTO,
                "host",
                List.of(),
                false),
            Progress.NONE);
  }

  private RestoreReport restore(Vault vault, Path into, boolean verify) {
    return new SnapshotRestore(vault, InstantSource.system())
        .run(
            new RestoreRequest(
                vault.snapshots().find(Snapshots.LATEST), into, List.of(), false, verify),
            Progress.NONE);
  }

  /** Where a restore into {@code root} put the source: below its absolute path. */
  private Path below(Path root) {
    return root.resolve(source.toString().substring(1));
  }
}
