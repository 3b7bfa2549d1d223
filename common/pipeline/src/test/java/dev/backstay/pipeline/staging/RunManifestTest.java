package dev.backstay.pipeline.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunManifestTest {
  private final BackupId backup = BackupId.manual(new SourceName("files"), "one");
  private final RunManifest manifest =
      new RunManifest(
          backup,
          2,
          new SourceName("files"),
          new StagedObject(id("snapshot"), 200),
          List.of(new StagedObject(id("index"), 300)),
          List.of(
              new StagedPack(id("data"), 5L << 30, PackContent.DATA),
              new StagedPack(id("tree"), 500, PackContent.TREE)),
          List.of(id("base")),
          new RunFacts(
              BackupKind.INCREMENTAL,
              Instant.parse("2026-01-02T03:04:05.123456789Z"),
              Instant.parse("2026-01-02T03:05:00Z"),
              "host",
              List.of("source:files", "nightly \"quoted\""),
              new DumpFigures(1, 2, 3, 4, 5, 6, 7)));

  @Test
  void manifestsAndCommitsComeBackAsTheyWere() throws IOException {
    // Given
    RunCommit commit = RunCommit.of(manifest);

    // When // Then
    assertThat(RunManifest.decode(manifest.encode())).isEqualTo(manifest);
    assertThat(RunCommit.decode(commit.encode())).isEqualTo(commit);
    assertThat(commit.manifest()).isEqualTo(BlobId.hash(manifest.encode()));
  }

  @Test
  void fieldsOfLaterVersionsAreSkipped() throws IOException {
    // Given
    String json = new String(manifest.encode(), StandardCharsets.UTF_8);
    String later =
        json.replace("\"base\":", "\"new\":{\"deep\":[1,{}]},\"base\":")
            .replace("\"length\":200", "\"length\":200,\"hint\":null");

    // When // Then
    assertThat(RunManifest.decode(later.getBytes(StandardCharsets.UTF_8))).isEqualTo(manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\":2}",
        "{\"version\":1,\"packs\":{}}",
        "{\"version\":1,\"snapshot\":{\"id\":\"x\",\"length\":1}}",
        "{\"version\":1,\"backup\":\"1-1-1-1-1\"}"
      })
  void otherTextsAreRefused(String text) {
    // Given
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    // When // Then
    assertThatThrownBy(() -> RunManifest.decode(bytes)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> RunCommit.decode(bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void namesTellWhatTheyBelongTo() {
    assertThat(StagingNames.backupOf(StagingNames.sealed(backup, id("data")))).contains(backup);
    assertThat(StagingNames.idOf(StagingNames.sealed(backup, id("data")))).contains(id("data"));
    assertThat(StagingNames.isCommit(StagingNames.commit(backup))).isTrue();
    assertThat(StagingNames.isCommit(StagingNames.opening(backup, 1, "ab"))).isFalse();
    assertThat(StagingNames.backupOf(BlobName.of("runs/stray/commit"))).isEmpty();
  }

  private static BlobId id(String name) {
    return BlobId.hash(name.getBytes(StandardCharsets.UTF_8));
  }
}
