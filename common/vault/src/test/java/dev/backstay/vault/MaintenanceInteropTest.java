package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.BlobName;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.check.CheckReport;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.prune.PruneReport;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep of a vault, judged by stock restic. */
@Tag("system")
final class MaintenanceInteropTest {
  private static final PruneOptions AT_ONCE =
      PruneOptions.DEFAULTS.withGrace(Duration.ZERO).withMaxUnusedShare(0);
  private static final Map<String, byte[]> FIRST =
      Map.of("shared", Sample.bytes(1, 300_000), "own", Sample.bytes(2, 400_000));
  private static final Map<String, byte[]> SECOND =
      Map.of("shared", Sample.bytes(1, 300_000), "own", Sample.bytes(3, 120_000));

  @TempDir Path directory;
  private Path password = Path.of("unset");

  @BeforeEach
  void writePassword() throws IOException {
    password = Files.writeString(directory.resolve("password"), Sample.PASSWORD_TEXT);
  }

  @Test
  void stockResticAcceptsAPrunedVaultAndACopyAndAMendedOne() {
    // Given
    Path place = directory.resolve("vault");
    Path copy = directory.resolve("copy");
    try (Vault vault = Sample.init(LocalBlobStore.create(place), InstantSource.system())) {
      StoredSnapshot first = Sample.backUp(vault, FIRST);
      StoredSnapshot second = Sample.backUp(vault, SECOND);

      // When
      LocalBlobStore copyStore = LocalBlobStore.create(copy);
      vault.copyTo(copyStore, Progress.SILENT).orFail();

      // Then
      oracle(copy).check().orFail();

      // When
      vault.forget(List.of(first.id()));
      PruneReport report = vault.prune(AT_ONCE, Progress.SILENT);

      // Then
      assertThat(report.repacked().count()).isPositive();
      assertThat(report.deleted().count()).isPositive();
      oracle(place).check().orFail();
      Sample.assertHolds(vault, second, SECOND);

      // When
      for (BlobName name : Sample.names(copyStore)) {
        if (name.value().matches("(data|index|snapshots)/.*|config")) {
          Sample.flip(copyStore, name, 1234);
        }
      }
      // The vault lacks what only the first snapshot needs; the second is mended all the same.
      assertThat(vault.repair(copyStore, Progress.SILENT).unmended()).isNotEmpty();
      try (Vault mended = Sample.open(copyStore, InstantSource.system())) {
        Sample.assertHolds(mended, second, SECOND);
      }
    }
  }

  @Test
  void stockResticAcceptsWhatWasRebuiltFromAReplicaOfAnotherLayout() {
    // Given
    Path place = directory.resolve("vault");
    LocalBlobStore store = LocalBlobStore.create(place);
    LocalBlobStore replicaStore = LocalBlobStore.create(directory.resolve("replica"));
    try (Vault vault = Sample.init(store, InstantSource.system())) {
      StoredSnapshot first = Sample.backUp(vault, FIRST);
      StoredSnapshot second = Sample.backUp(vault, SECOND);
      vault.forget(List.of(first.id()));
      vault.copyTo(replicaStore, Progress.SILENT).orFail();
      try (Vault replica = Sample.open(replicaStore, InstantSource.system())) {
        var _ = replica.prune(AT_ONCE, Progress.SILENT);
        for (BlobName name : Sample.names(store)) {
          if (name.value().startsWith("data/")) {
            // The length of the header: every blob is intact, no header opens.
            Sample.flip(store, name, store.read(name).length * 8L - 1);
          }
        }

        // When
        replica.repair(store, Progress.SILENT).orFail();

        // Then
        oracle(place).check().orFail();
        Sample.assertSound(vault);
        Sample.assertHolds(vault, second, SECOND);
      }
    }
  }

  @Test
  void whatStockResticForgotAndPrunedIsSound() {
    // Given
    Path place = directory.resolve("vault");
    try (Vault vault = Sample.init(LocalBlobStore.create(place), InstantSource.system())) {
      StoredSnapshot first = Sample.backUp(vault, FIRST);
      StoredSnapshot second = Sample.backUp(vault, SECOND);

      // When
      oracle(place).run("forget", "--prune", "--max-unused", "0", first.id().hex()).orFail();

      // Then
      Sample.assertSound(vault);
      Sample.assertHolds(vault, second, SECOND);
      assertThat(vault.prune(AT_ONCE, Progress.SILENT).unused().bytes()).isZero();
    }
  }

  @Test
  void aRepositoryThatStockResticWroteIsCheckedAndPruned() throws IOException {
    // Given
    Path place = directory.resolve("repository");
    Path source = Files.createDirectories(directory.resolve("source/deep/er"));
    ResticOracle restic = oracle(place);
    restic.run("init", "--repository-version", "2").orFail();
    for (int round = 0; round < 4; round++) {
      Files.write(source.resolve("kept"), Sample.bytes(1, 3_000_000));
      Files.write(source.resolve("changed"), Sample.bytes(round, 2_000_000));
      Files.writeString(source.resolve("note" + round), "round " + round);
      restic.run("backup", directory.resolve("source").toString()).orFail();
    }

    // When
    try (Vault vault = Sample.open(LocalBlobStore.create(place), InstantSource.system())) {
      Sample.assertSound(vault);
      List<StoredSnapshot> all = vault.snapshots().all();
      vault.forget(List.of(all.get(0).id(), all.get(2).id()));
      PruneReport report = vault.prune(AT_ONCE, Progress.SILENT);

      // Then
      assertThat(report.deleted().count()).isPositive();
      CheckReport check = vault.check(CheckDepth.READ_DATA, Progress.SILENT);
      assertThat(check.findings()).isEmpty();
      assertThat(check.notices()).isEmpty();
    }
    restic.check().orFail();
    Path target = directory.resolve("target");
    restic.restore("latest", target).orFail();
    assertThat(
            Files.readAllBytes(target.resolve(source.toString().substring(1)).resolve("changed")))
        .isEqualTo(Sample.bytes(3, 2_000_000));
    restic.run("backup", directory.resolve("source").toString()).orFail();
    restic.run("prune", "--max-unused", "0").orFail();
    restic.check().orFail();
  }

  private ResticOracle oracle(Path place) {
    return new ResticOracle(place, password);
  }
}
