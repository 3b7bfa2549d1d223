package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.read.BulkReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stock restic and Backstay on one repository, in turn. */
@Tag("system")
@Timeout(300)
class ResticInteropTest {
  private static final Secret OTHER = Secret.of("other");

  @TempDir Path directory;

  private Path repository;
  private ResticOracle restic;

  @BeforeEach
  void prepare() throws IOException {
    repository = directory.resolve("vault");
    restic = restic("secret");
  }

  @Test
  void stockResticReadsWhatBackstayWrote() throws IOException {
    // Given
    SampleFiles first = SampleFiles.seeded(1);
    SampleFiles second = SampleFiles.seeded(2).with("line\nbreak \u00e9", new byte[] {1});
    String id;
    try (Vault vault = create()) {
      first.backUp(vault);
      id = second.backUp(vault).id().hex();
    }

    // Then
    restic.check().orFail();
    assertThat(restic.run("snapshots", "--json").orFail().output())
        .contains("\"hostname\":\"test-host\"", "\"tags\":[\"sample\"]", "\"paths\":[\"/sample\"]");
    assertThat(restic.run("ls", id).orFail().output().lines())
        .contains("/empty", "/folder", "/folder/deeper/noise");
    Path target = directory.resolve("target");
    restic.restore(id, target).orFail();
    for (Map.Entry<String, byte[]> file : second.files().entrySet()) {
      assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
  }

  @Test
  void backstayReadsWhatStockResticWrote() throws IOException {
    // Given
    SampleFiles files = SampleFiles.seeded(3);
    Path source = write(files, directory.resolve("source"));
    restic.run("init").orFail();
    restic.run("backup", source.toString()).orFail();
    restic.run("backup", "--tag", "again", source.toString()).orFail();

    // When
    try (Vault vault = open(VaultFixture.PASSWORD)) {
      List<StoredSnapshot> snapshots = vault.snapshots().all();

      // Then
      assertThat(snapshots).hasSize(2);
      assertThat(vault.snapshots().find("latest").snapshot().tags()).containsExactly("again");
      for (StoredSnapshot stored : snapshots) {
        requireSame(read(vault, stored, source), files);
      }
      requireEveryBlobReads(vault);
    }
  }

  @Test
  void bothWorkOnOneVaultInTurn() throws IOException {
    // Given
    SampleFiles ours = SampleFiles.seeded(4);
    SampleFiles theirs = SampleFiles.seeded(5).with("folder/new", new byte[] {1, 2});
    Path source = write(theirs, directory.resolve("source"));
    try (Vault vault = create()) {
      StoredSnapshot gone = SampleFiles.seeded(6).backUp(vault);
      StoredSnapshot kept = ours.backUp(vault);

      // When
      restic.run("tag", "--add", "tagged", kept.id().hex()).orFail();
      restic.run("backup", source.toString()).orFail();
      restic.run("forget", "--prune", gone.id().hex()).orFail();

      // Then
      restic.check().orFail();
      List<StoredSnapshot> snapshots = vault.snapshots().all();
      assertThat(snapshots).hasSize(2);
      assertThat(snapshots.getFirst().snapshot().tags()).containsExactly("sample", "tagged");
      assertThat(snapshots.getFirst().snapshot().tree()).isEqualTo(kept.snapshot().tree());
      ours.requireIn(vault, snapshots.getFirst());
      requireSame(read(vault, snapshots.getLast(), source), theirs);
      requireEveryBlobReads(vault);

      // and on
      StoredSnapshot next = SampleFiles.seeded(6).backUp(vault);
      restic.check().orFail();
      SampleFiles.seeded(6).requireIn(vault, next);
    }
  }

  @Test
  void aPruneOfStockResticFindsNothingToRepack() {
    try (Vault vault = create()) {
      SampleFiles.seeded(7).backUp(vault);
      SampleFiles.seeded(8).backUp(vault);
      var before = VaultFixture.names(vault.store(), "data");

      // When
      restic.run("prune", "--max-unused", "0").orFail();

      // Then
      assertThat(VaultFixture.names(vault.store(), "data")).isEqualTo(before);
    }
  }

  @Test
  void keysOfEitherOpenForBoth() throws IOException {
    // Given
    try (Vault vault = Vault.init(store(), VaultFixture.PASSWORD, VaultFixture.options())) {
      SampleFiles.seeded(9).backUp(vault);

      // When
      Path other = Files.writeString(directory.resolve("other"), "other");
      restic.run("key", "add", "--new-password-file", other.toString()).orFail();
      vault.addKey(Secret.of("third"));

      // Then
      assertThat(open(OTHER).id()).isEqualTo(vault.id());
      assertThat(vault.keys()).hasSize(3);
      restic("third").check().orFail();
      restic("other").check().orFail();

      // When: each takes a password away
      Path fourth = Files.writeString(directory.resolve("fourth"), "fourth");
      restic("third").run("key", "passwd", "--new-password-file", fourth.toString()).orFail();
      try (Vault opened = open(OTHER)) {
        opened.rotateKey(Secret.of("fifth"));
      }

      // Then
      assertCode(ErrorCode.PASSWORD_WRONG, () -> open(OTHER));
      assertCode(ErrorCode.PASSWORD_WRONG, () -> open(Secret.of("third")));
      assertThat(open(Secret.of("fourth")).id()).isEqualTo(vault.id());
      restic("fifth").check().orFail();
      assertThat(restic("other").check().accepted()).isFalse();
      assertThat(vault.keys()).extracting(VaultKey::id).contains(vault.keyInUse());
    }
  }

  @Test
  void locksOfEitherAreRespectedByBoth() throws IOException, InterruptedException {
    try (Vault vault = create()) {
      // Given
      Process backup = startBackupThatWaits();
      try (OutputStream _ = backup.getOutputStream()) {
        while (VaultFixture.names(vault.store(), "locks").isEmpty()) {
          assertThat(backup.waitFor(20, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
        }

        // Then
        vault.lock(false).close();
        assertThatThrownBy(() -> vault.lock(true))
            .hasMessageContaining("process " + backup.pid() + " of");
      } finally {
        backup.destroyForcibly().waitFor();
      }

      // Then: its lock stayed, and its process is gone
      try (var _ = vault.lock(true)) {
        assertThat(restic.run("snapshots").accepted()).isFalse();
        assertThat(restic.run("snapshots").errors()).contains("locked exclusively");
      }
      try (var _ = vault.lock(false)) {
        restic.run("snapshots").orFail();
        assertThat(restic.run("prune").accepted()).isFalse();
      }
    }
  }

  private Process startBackupThatWaits() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "restic",
            "--repo",
            repository.toString(),
            "--password-file",
            directory.resolve("password-secret").toString(),
            "--no-cache",
            "backup",
            "--stdin");
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void requireEveryBlobReads(Vault vault) {
    try (VaultReader reader = vault.reader()) {
      Map<BlobId, Boolean> data = new ConcurrentHashMap<>();
      for (int row = 0; row < reader.index().size(); row++) {
        var blob = reader.index().at(row).blob();
        switch (blob.type()) {
          case DATA -> data.put(blob.id(), false);
          case TREE -> assertThat(reader.tree(blob.id())).isNotNull();
        }
      }
      try (BulkReader bulk = reader.bulk()) {
        bulk.read(List.copyOf(data.keySet()), new Ticking(data));
      }
      assertThat(data).isNotEmpty().doesNotContainValue(false);
    }
  }

  /** Notes which blobs were read. */
  private record Ticking(Map<BlobId, Boolean> data) implements BulkReader.BlobSink {
    @Override
    public void accept(BlobId id, byte[] bytes, int length) {
      data.put(id, true);
    }

    @Override
    public void lost(BlobId id, BackstayException cause) {
      throw cause;
    }
  }

  /** The files of a snapshot below the source directory it was made of. */
  private static Map<String, byte[]> read(Vault vault, StoredSnapshot stored, Path source) {
    Map<String, byte[]> found = new TreeMap<>();
    try (VaultReader reader = vault.reader()) {
      SampleFiles.read(reader, stored.snapshot().tree(), "/", found);
    }
    Map<String, byte[]> below = new TreeMap<>();
    found.forEach((path, bytes) -> below.put(source.relativize(Path.of(path)).toString(), bytes));
    return below;
  }

  private static void requireSame(Map<String, byte[]> found, SampleFiles files) {
    assertThat(found.keySet()).isEqualTo(files.files().keySet());
    found.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(files.files().get(path)));
  }

  private static Path write(SampleFiles files, Path target) throws IOException {
    for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
      Path path = target.resolve(file.getKey());
      Files.createDirectories(path.resolve(".."));
      Files.write(path, file.getValue());
    }
    return target;
  }

  private ResticOracle restic(String password) throws IOException {
    Path file = Files.writeString(directory.resolve("password-" + password), password);
    return new ResticOracle(repository, file);
  }

  private LocalBlobStore store() {
    return LocalBlobStore.create(repository);
  }

  private Vault create() {
    return VaultFixture.create(store(), options());
  }

  private Vault open(Secret password) {
    return Vault.open(store(), password, options());
  }

  /** As this host, so that the processes of its locks can be looked for. */
  private static VaultOptions options() {
    try {
      var holder = VaultFixture.holder();
      String hostname = InetAddress.getLocalHost().getHostName();
      return VaultOptions.defaults(
          new LockHolder(hostname, holder.username(), holder.pid()),
          InstantSource.system(),
          new SecureRandom());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
