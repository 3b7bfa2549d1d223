package dev.backstay.pipeline.staging;

import static dev.backstay.pipeline.staging.StagingFixture.OPTIONS;
import static dev.backstay.pipeline.staging.StagingFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.files.TreeFixture;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.BackupReport;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobName;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two backups of one tree by way of staging, judged by stock restic at a destination. */
@Tag("system")
class StagingRoundTripTest {
  private static final SourceName SOURCE = new SourceName("home");

  private final List<BackupReport> reports = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void stockResticRestoresWhatWentByWayOfStaging() throws IOException {
    // Given
    Path source = Files.createDirectory(directory.resolve("source"));
    TreeFixture.plant(source, 42);
    Path repository = directory.resolve("repository");
    Vault.init(LocalBlobStore.create(directory.resolve("staging")), PASSWORD, OPTIONS).close();

    try (LocalBlobStore destination = LocalBlobStore.create(repository);
        StagedVault staged =
            StagedVault.open(
                LocalBlobStore.open(directory.resolve("staging")),
                PASSWORD,
                OPTIONS,
                StagingLimit.of(1L << 30))) {
      // When
      CommittedRun first = backUp(staged, source, "one");
      publish(staged, destination, first);
      Files.writeString(source.resolve("added"), "a line");
      CommittedRun second = backUp(staged, source, "two");
      publish(staged, destination, second);

      // Then
      assertThat(reports.getLast().parent()).contains(first.commit().snapshot());
      assertThat(reports.getLast().filesNew()).isEqualTo(1);
      assertThat(second.manifest().base()).isNotEmpty();
      assertThat(second.manifest().facts().tags())
          .containsExactly(
              "source:home", "backup:" + second.commit().backup(), "kind:incremental", "nightly");
      assertThat(second.manifest().facts().figures().packsSealed())
          .isEqualTo(second.manifest().packs().size());
    }
    Path password = Files.writeString(directory.resolve("password"), PASSWORD.text());
    ResticOracle restic = new ResticOracle(repository, password);
    restic.check().orFail();
    restic.restore("latest", directory.resolve("target")).orFail();
    assertThat(directory.resolve("target" + source).resolve("added")).hasContent("a line");
  }

  @Test
  void aParentOutOfScopeIsAsGoodAsNone() throws IOException {
    // Given
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("unchanged"), "a line");
    StagingFixture staging = new StagingFixture().renewed();
    backUp(staging.staged(), source, "one", DedupScope.EVERYTHING);

    // When
    CommittedRun second =
        backUp(staging.staged(), source, "two", new DedupScope(_ -> false, false));

    // Then
    assertThat(reports.getLast().filesNew()).isEqualTo(1);
    assertThat(second.manifest().base()).isEmpty();
    staging.requireSound();
  }

  private CommittedRun backUp(StagedVault staged, Path source, String key) {
    return backUp(staged, source, key, DedupScope.EVERYTHING);
  }

  private CommittedRun backUp(StagedVault staged, Path source, String key, DedupScope scope) {
    RunOrder order =
        new RunOrder(
            BackupId.manual(SOURCE, key), 1, SOURCE, BackupKind.INCREMENTAL, "worker", scope);
    BackupRequest request =
        new BackupRequest(
            List.of(source),
            List.of(),
            false,
            FileChunking.AUTO,
            "host",
            List.of("nightly"),
            false);
    var backup = new FilesBackup(staged.vault(), InstantSource.system());
    return staged.run(
        order,
        RunListener.NONE,
        new FilesWork(backup, order, request, Progress.NONE, reports::add));
  }

  /** Copies the vault, then takes from staging the packs that need not stay there. */
  private static void publish(StagedVault staged, LocalBlobStore destination, CommittedRun run) {
    for (String prefix : List.of("keys", "data", "index", "snapshots")) {
      StagingFixture.copy(staged.vault().store(), destination, prefix);
    }
    StagingFixture.copy(staged.vault().store(), destination, BlobName.of("config"));
    for (StagedPack pack : run.manifest().packs()) {
      if (pack.content() == PackContent.DATA) {
        staged.vault().store().delete(StagingNames.pack(pack.id()));
      }
    }
  }
}
