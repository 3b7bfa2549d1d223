package dev.backstay.pipeline.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultHistoryTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final DestinationName PLACE = new DestinationName("offsite");
  private static final Instant DUE = Instant.parse("2026-11-20T03:00:00Z");
  private static final BackupId BACKUP = BackupId.scheduled(SOURCE, BackupKind.INCREMENTAL, DUE);

  private final VaultOptions options =
      VaultOptions.defaults(
          new LockHolder("host", "user", 1), InstantSource.system(), new SecureRandom());

  @TempDir Path directory;

  @Test
  void snapshotsTellTheirBackupsUnderTheIdsTheyHad() throws IOException {
    try (Vault vault = vault()) {
      // Given
      StoredSnapshot ours =
          backUp(vault, List.of("source:orders", "backup:" + BACKUP, "kind:incremental", "kept"));
      // When
      VaultHistory history = VaultHistory.read(PLACE, vault);
      // Then
      assertThat(history.others()).isEmpty();
      assertThat(history.backups())
          .singleElement()
          .satisfies(backup -> {
            assertThat(backup.backup()).isEqualTo(BACKUP);
            assertThat(backup.source()).isEqualTo(SOURCE);
            assertThat(backup.kind()).isEqualTo(BackupKind.INCREMENTAL);
            assertThat(backup.capturedAt()).isEqualTo(ours.snapshot().time());
            assertThat(backup.snapshot().hex()).isEqualTo(ours.id().hex());
            assertThat(backup.tags()).contains("kept");
          });
      List<Event<?>> events = history.events();
      assertThat(events.get(0).data()).isInstanceOf(DumpCompleted.class);
      assertThat(events.get(1).data()).isInstanceOf(Uploaded.class);
      assertThat(events)
          .extracting(Event::id)
          .containsExactly(
              named(EventType.DUMP_COMPLETED, BACKUP.toString()),
              named(EventType.UPLOADED, BACKUP.toString(), "offsite"));
    }
  }

  @Test
  void whatNoDumperMadeIsNamedAndLeftAlone() throws IOException {
    try (Vault vault = vault()) {
      // Given
      StoredSnapshot foreign = backUp(vault, List.of("by-hand"));
      StoredSnapshot broken =
          backUp(vault, List.of("source:orders", "backup:not-an-id", "kind:full"));
      backUp(vault, List.of("source:orders", "backup:" + BACKUP, "kind:full"));
      StoredSnapshot repeated =
          backUp(vault, List.of("source:orders", "backup:" + BACKUP, "kind:full"));
      // When
      VaultHistory history = VaultHistory.read(PLACE, vault);
      // Then
      assertThat(history.backups()).hasSize(1);
      assertThat(history.others())
          .containsExactlyInAnyOrder(foreign.id(), broken.id(), repeated.id());
    }
  }

  private static EventId named(EventType type, String... identity) {
    String[] name = new String[identity.length + 1];
    name[0] = type.wireName();
    System.arraycopy(identity, 0, name, 1, identity.length);
    return EventId.of(name);
  }

  private Vault vault() {
    return Vault.init(
        new MemoryBlobStore(InstantSource.system()), Secret.of("correct horse"), options);
  }

  private StoredSnapshot backUp(Vault vault, List<String> tags) throws IOException {
    Files.writeString(directory.resolve("file"), String.join(",", tags));
    return new FilesBackup(vault, InstantSource.system())
        .run(
            new BackupRequest(
                List.of(directory),
                List.of(),
                List.of(),
                false,
                FileChunking.AUTO,
                "host",
                tags,
                false),
            Progress.NONE)
        .snapshot();
  }
}
