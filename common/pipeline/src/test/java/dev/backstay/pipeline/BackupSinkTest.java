package dev.backstay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackupSinkTest {
  @Test
  void aReaderThatBreaksFailsTheBackupInsteadOfLeavingItWaiting() {
    try (Vault vault =
            Vault.init(
                new MemoryBlobStore(InstantSource.system()),
                Secret.of("secret"),
                KillVictim.options());
        VaultWriter writer = vault.writer()) {
      // Given
      var sink =
          new BackupSink(
              new BackupSink.Setup(
                  writer,
                  FileChunking.AUTO,
                  Comparison.NONE,
                  Runnable::run,
                  Runnable::run,
                  Progress.NONE,
                  new ProblemList(),
                  Set.of()),
              new ParentTrees(writer, Optional.empty()));

      // When
      sink.add(
          file(),
          () -> {
            throw new IllegalStateException("broken");
          });

      // Then
      assertThat(sink.end())
          .isCompletedExceptionally()
          .failsWithin(java.time.Duration.ZERO)
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withMessageContaining("broken");
      assertThat(vault.snapshots().all()).isEmpty();
    }
  }

  private static FileEntry file() {
    return new FileEntry(
        FileName.of("f"),
        FileType.FILE,
        0644,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(1, 1, 1),
        1,
        Optional.empty(),
        0,
        List.of());
  }
}
