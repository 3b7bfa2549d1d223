package dev.backstay.verifier.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.policy.PolicyReader;
import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoresTest {
  private static final Secret PASSWORD = Secret.of("a password");
  private static final String POLICY =
      """
      vault:
        password: ${env:PASSWORD}
      destinations:
        near:
          kind: local
          path: /nowhere
      sources:
        notes:
          kind: files
          paths: [/notes]
      """;

  private final VaultOptions options =
      VaultOptions.defaults(
          new LockHolder("host", "user", 1), InstantSource.system(), new SecureRandom());
  private final BlobStore store = new MemoryBlobStore(InstantSource.system());
  private final MemoryEvents events = new MemoryEvents();
  private BlobId snapshot = BlobId.hash(new byte[0]);

  @TempDir Path directory;

  @BeforeEach
  void aBackupIsHeld() throws IOException {
    Path notes = Files.createDirectory(directory.resolve("notes"));
    Files.writeString(notes.resolve("one"), "remember");
    Vault vault = Vault.init(store, PASSWORD, options);
    snapshot =
        new FilesBackup(vault, InstantSource.system())
            .run(
                new BackupRequest(
                    List.of(notes),
                    List.of(),
                    List.of(),
                    false,
                    FileChunking.AUTO,
                    "host",
                    List.of(),
                    false),
                Progress.NONE)
            .snapshot()
            .id();
  }

  private Outcome restore(Optional<Path> root, String target) {
    return restore(root, target, () -> {});
  }

  /** A verifier that was just started; meanwhile happens while it fetches. */
  private Outcome restore(Optional<Path> root, String target, Runnable meanwhile) {
    Policy policy = new PolicyReader().read("policy", POLICY.getBytes(UTF_8)).orThrow();
    var request =
        new RestoreRequested(
            RestoreId.of("restore", target),
            BackupId.manual(new SourceName("notes"), "once"),
            new SourceName("notes"),
            new ObjectHash(snapshot.hex()),
            Optional.empty(),
            target,
            List.of(),
            Optional.empty(),
            Instant.EPOCH);
    return new Restores(
            new Restores.Setting(
                () -> policy,
                () -> PASSWORD,
                _ -> {
                  meanwhile.run();
                  return store;
                },
                root,
                events,
                options))
        .onRequest()
        .handle(new Job<>(Event.of("/test", Instant.EPOCH, request), 1));
  }

  private List<RestoreCompleted> told() {
    return events.all(EventType.RESTORE_COMPLETED).stream()
        .map(event -> (RestoreCompleted) event.data())
        .toList();
  }

  @Test
  void aRequestIsCarriedOutBelowTheRootAndTold() {
    // Given
    Path root = directory.resolve("root");

    // When
    Outcome outcome = restore(Optional.of(root), "here");

    // Then
    assertThat(outcome).isEqualTo(Outcome.done());
    assertThat(root.resolve("here" + directory.resolve("notes/one"))).hasContent("remember");
    assertThat(told())
        .singleElement()
        .satisfies(done -> {
          assertThat(done.failure()).isEmpty();
          assertThat(done.files()).isEqualTo(1);
          assertThat(done.destination()).isPresent();
        });
    assertThat(root).isDirectoryNotContaining("glob:**.restoring-*");
  }

  @Test
  void aRestoreThatIsAskedForAgainIsToldAsItWas() throws IOException {
    // Given
    Path root = directory.resolve("root");
    restore(Optional.of(root), "here");
    Path mark = Files.createFile(root.resolve("here/mark"));

    // When another verifier gets the same request, or the same one after a crash
    Outcome outcome = restore(Optional.of(root), "here");

    // Then
    assertThat(outcome).isEqualTo(Outcome.done());
    assertThat(mark).exists();
    assertThat(told())
        .hasSize(2)
        .allSatisfy(done -> {
          assertThat(done.failure()).isEmpty();
          assertThat(done.files()).isEqualTo(1);
          assertThat(done.destination()).isPresent();
        });
  }

  @Test
  void whatSomebodyElsePutThereIsNoRestore() throws IOException {
    // Given
    Path root = directory.resolve("root");
    restore(Optional.of(root), "here");
    Files.move(root.resolve("here"), root.resolve("elsewhere"));
    Files.createDirectory(root.resolve("here"));

    // When
    restore(Optional.of(root), "here");

    // Then
    assertThat(told().getLast().failure().orElseThrow().code()).isEqualTo("TARGET_NOT_EMPTY");
    assertThat(root.resolve("here")).isEmptyDirectory();
  }

  @Test
  void theSameRestoreIsCarriedOutByOneAtATime() {
    // Given
    Path root = directory.resolve("root");
    List<Outcome> second = new ArrayList<>();

    // When
    Outcome first =
        restore(Optional.of(root), "here", () -> second.add(restore(Optional.of(root), "here")));

    // Then
    assertThat(first).isEqualTo(Outcome.done());
    assertThat(second).singleElement().isInstanceOf(Outcome.Later.class);
    assertThat(told()).singleElement().satisfies(done -> assertThat(done.failure()).isEmpty());
  }

  @Test
  void aDefectIsToldAndLeavesNothing() throws IOException {
    // Given
    Path root = Files.createDirectory(directory.resolve("root"));

    // When
    Outcome outcome =
        restore(
            Optional.of(root),
            "here",
            () -> {
              throw new IllegalStateException("a defect");
            });

    // Then
    assertThat(outcome).isEqualTo(Outcome.done());
    assertThat(told().getLast().failure().orElseThrow().code()).isEqualTo("INTERNAL");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void nothingIsWrittenOutsideOfTheRoot() throws IOException {
    // Given
    Path root = Files.createDirectory(directory.resolve("root"));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(root.resolve("link"), outside);

    for (String target :
        List.of("../outside/a", "/etc/backstay-restored", "link/a", ".", outside + "/b")) {
      // When
      Outcome outcome = restore(Optional.of(root), target);

      // Then
      assertThat(outcome).isEqualTo(Outcome.done());
      assertThat(told().getLast().failure().orElseThrow().code()).isEqualTo("TARGET_UNWRITABLE");
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(root).isDirectoryNotContaining("glob:**.restoring-*");
  }

  @Test
  void withoutARootEveryRequestIsRefused() {
    // When
    Outcome outcome = restore(Optional.empty(), "anywhere");

    // Then
    assertThat(outcome).isEqualTo(Outcome.done());
    assertThat(told().getLast().failure().orElseThrow().message()).contains("restore-root");
  }
}
